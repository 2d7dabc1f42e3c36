package dev.sluice.bench;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.Compiler;
import dev.sluice.compile.ManyRoutes;
import dev.sluice.proxy.DataPlane;
import dev.sluice.proxy.ProxyObserver;
import dev.sluice.proxy.ProxySettings;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.ServingReport;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The time to compile routes from nothing, and to compile and serve a change of one of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CompileBenchmark {
    @Param({"5000"})
    public int routes;

    private final ResourceStore store = new ResourceStore();
    private final Compiler compiler = ManyRoutes.compiler();
    private final Vertx vertx = Vertx.vertx();
    private final DataPlane plane = new DataPlane(
            vertx, new EndpointDirectory(), ProxySettings.defaults(), ProxyObserver.NONE);
    private List<HasMetadata> objects;
    private long generation;

    @Setup
    public void fill() {
        objects = ManyRoutes.objects(1, routes);
        objects.forEach(store::put);
        compileAndServe();
    }

    @TearDown
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Benchmark
    public Compilation fromNothing() {
        return ManyRoutes.compiler().compile(ResourceSnapshot.of(objects), 1);
    }

    /** From the watch event to the table by which every new request is routed. */
    @Benchmark
    public ServingReport oneRouteChanged() {
        // Its host is its own, or shared with half of the others, in turn.
        int number = (int) (generation % routes);
        store.put(ManyRoutes.route(0, number, "/changed-" + generation));
        return compileAndServe();
    }

    private ServingReport compileAndServe() {
        return plane.serve(compiler.compile(store.snapshot(), ++generation).table())
                .toCompletableFuture()
                .join();
    }
}
