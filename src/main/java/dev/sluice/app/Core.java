package dev.sluice.app;

import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.Compiler;
import dev.sluice.control.ActiveRoutes;
import dev.sluice.control.ControlLoop;
import dev.sluice.control.StatusSink;
import dev.sluice.proxy.DataPlane;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.EndpointDirectory;

/**
 * The part that is the same in a cluster and on files: store, control loop, table and data plane.
 *
 * @param store filled by the source of resources
 * @param endpoints filled by the source of resources
 * @param latest what is served now, and what was said of it
 */
record Core(
        ResourceStore store,
        EndpointDirectory endpoints,
        ActiveRoutes routes,
        DataPlane dataPlane,
        ControlLoop loop,
        LatestState latest) {

    /** Puts the parts together; nothing runs until the loop is started. */
    static Core of(
            ResourceStore store,
            EndpointDirectory endpoints,
            DataPlane dataPlane,
            CompileSettings settings,
            StatusSink statuses,
            ControlMetrics metrics) {
        ActiveRoutes routes = new ActiveRoutes();
        routes.follow(table -> dataPlane.serve(table.ofSharedProxy()));
        LatestState latest = new LatestState(statuses);
        ControlLoop loop = new ControlLoop(store, new Compiler(settings), routes, latest, metrics);
        dataPlane.onChange(_ -> loop.trigger());
        return new Core(store, endpoints, routes, dataPlane, loop, latest);
    }
}
