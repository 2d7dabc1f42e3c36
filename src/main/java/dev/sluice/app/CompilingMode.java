package dev.sluice.app;

import dev.sluice.proxy.DataPlane;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.RouteTable;
import org.jspecify.annotations.Nullable;

/** A mode that compiles resources to tables. */
interface CompilingMode extends Mode {
    /** What is the same wherever the resources come from. */
    Core core();

    @Override
    default DataPlane dataPlane() {
        return core().dataPlane();
    }

    @Override
    default RouteTable table() {
        return core().routes().table();
    }

    @Override
    default EndpointDirectory endpoints() {
        return core().endpoints();
    }

    @Override
    default LatestState.@Nullable Served served() {
        return core().latest().served();
    }

    @Override
    default boolean isAlive() {
        return core().loop().isAlive();
    }
}
