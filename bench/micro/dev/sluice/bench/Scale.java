package dev.sluice.bench;

import dev.sluice.compile.Compiler;
import dev.sluice.compile.ManyRoutes;
import dev.sluice.proxy.DataPlane;
import dev.sluice.proxy.ProxyObserver;
import dev.sluice.proxy.ProxySettings;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.RouteTable;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What many routes and many Gateways cost in heap and time, fed to the compiler without an API server. Prints a row of a
 * Markdown table for each size; times are medians where there are several, after one size has warmed up the JVM. The
 * sockets of more than one Gateway are not opened.
 */
public final class Scale {
    private static final int CHANGES = 21;
    private static final double MIB = 1 << 20;

    private Scale() {}

    public static void main(String... args) {
        Vertx vertx = Vertx.vertx();
        measure(vertx, 1, 5_000);
        System.out.println("| Gateways | HTTPRoutes | objects, MiB | compiled, MiB | first compilation, ms | one route"
                + " changed, ms | one Gateway changed, ms |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        for (int routes : new int[] {1_000, 5_000, 10_000, 50_000, 100_000}) {
            System.out.println(measure(vertx, 1, routes));
        }
        for (int gateways : new int[] {100, 1_000, 10_000}) {
            System.out.println(measure(vertx, gateways, 10_000));
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static String measure(Vertx vertx, int gateways, int routes) {
        DataPlane plane = new DataPlane(vertx, new EndpointDirectory(), ProxySettings.defaults(), ProxyObserver.NONE);
        Compiler compiler = ManyRoutes.compiler();
        ResourceStore store = new ResourceStore();
        double empty = heap();
        ManyRoutes.objects(gateways, routes).forEach(store::put);
        double objects = heap() - empty;
        double first = serve(plane, compiler, store, 1);
        double compiled = heap() - empty - objects;
        double[] route = new double[CHANGES];
        double[] gateway = new double[CHANGES];
        for (int i = 0; i < CHANGES; i++) {
            store.put(ManyRoutes.route(i % gateways, i, "/changed-" + i));
            route[i] = serve(plane, compiler, store, 2 + i);
            store.put(ManyRoutes.gateway(0));
            gateway[i] = serve(plane, compiler, store, 2 + i);
        }
        plane.drain(Duration.ZERO, Duration.ZERO).toCompletableFuture().join();
        return "| %,d | %,d | %.0f | %.0f | %.0f | %.1f | %.0f |"
                .formatted(gateways, routes, objects / MIB, compiled / MIB, first, median(route), median(gateway));
    }

    /** Milliseconds from the snapshot to the table by which every new request is routed. */
    private static double serve(DataPlane plane, Compiler compiler, ResourceStore store, long generation) {
        long begin = System.nanoTime();
        RouteTable table = compiler.compile(store.snapshot(), generation).table();
        List<PortBinding> ports = table.ports();
        plane.serve(ports.size() == 1 ? table : new RouteTable(generation, ports.subList(0, 1)))
                .toCompletableFuture()
                .join();
        return (System.nanoTime() - begin) / 1e6;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Bytes in use after a collection. */
    private static double heap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
