package dev.sluice.app;

import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.StatusDocument;
import dev.sluice.proxy.DataPlane;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.standalone.EmptyBackend;
import dev.sluice.standalone.Flaws;
import dev.sluice.standalone.ServedState;
import dev.sluice.standalone.Standalone;
import dev.sluice.standalone.StatusBoard;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** On files: resources from a directory, statuses to the terminal. */
final class StandaloneMode implements CompilingMode {
    private final Core core;
    private final Standalone source;
    private final StatusBoard board;
    private final String controllerName;

    StandaloneMode(Path directory, Settings settings, Vertx vertx, ControlMetrics control, TrafficMetrics traffic)
            throws IOException {
        ResourceStore store = new ResourceStore();
        EndpointDirectory endpoints = new EndpointDirectory();
        controllerName = settings.controllerName();
        board = new StatusBoard(System.out::print);
        source = new Standalone(directory, controllerName, store, endpoints, board, InstantSource.system());
        DataPlane plane = new DataPlane(vertx, endpoints, ProxySettingsMapping.of(settings.proxy()), traffic);
        if (settings.standalone().sessionKeyFile().isPresent()) {
            Path file = Path.of(settings.standalone().sessionKeyFile().get());
            plane.useSessionKeys(List.of(SessionKeyFile.readOrMake(file)));
        }
        core = Core.of(
                store,
                endpoints,
                plane,
                new CompileSettings(
                        controllerName,
                        new CompileSettings.Addressing.Pool(
                                settings.standalone().addresses(), List.of(settings.managementPort()))),
                source,
                control);
    }

    @Override
    public Core core() {
        return core;
    }

    @Override
    public void start() throws IOException {
        board.start();
        source.start(core.loop());
        core.loop().start();
    }

    @Override
    public List<String> awaited() {
        return core.loop().publishedGeneration() == 0 ? List.of("the first table") : List.of();
    }

    @Override
    public Map<String, Object> status() {
        ServedState state = board.state();
        return Map.of(
                "mode",
                "standalone",
                "problems",
                state.problems().stream().map(Object::toString).toList(),
                "notAsItShouldBe",
                Flaws.of(state).stream().map(Object::toString).toList(),
                "backendsWithoutEndpoints",
                EmptyBackend.all(state.compilation()).stream()
                        .map(backend -> backend.backend() + ": " + backend.reason())
                        .toList(),
                "statuses",
                StatusDocument.of(state.statuses(), controllerName));
    }

    /** Nobody routes to this process by its readiness. */
    @Override
    public Duration drainDelay() {
        return Duration.ZERO;
    }

    @Override
    public void stopControl() {
        try {
            source.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        board.close();
    }
}
