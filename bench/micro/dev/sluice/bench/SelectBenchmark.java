package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.compile.ManyRoutes;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.RequestView;
import dev.sluice.routing.Selection;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The time to select a rule, for requests that hit the routes of one port at random. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SelectBenchmark {
    private static final int REQUESTS = 4_096;

    private record Get(String host, String path) implements RequestView {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public @Nullable String header(String name) {
            return null;
        }

        @Override
        public @Nullable String queryParam(String name) {
            return null;
        }
    }

    @Param({"10", "1000", "100000"})
    public int routes;

    private HttpPort port;
    private final byte[][] hosts = new byte[REQUESTS][];
    private final byte[][] paths = new byte[REQUESTS][];
    private int next;

    @Setup
    public void compile() {
        var compilation = ManyRoutes.compiler().compile(ResourceSnapshot.of(ManyRoutes.objects(1, routes)), 1);
        port = ((PortRoutes.Http) compilation.table().ports().getFirst().routes()).http();
        Random random = new Random(42);
        for (int i = 0; i < REQUESTS; i++) {
            int route = random.nextInt(routes);
            hosts[i] = ManyRoutes.host(route).getBytes(ISO_8859_1);
            paths[i] = ("/" + route + "/cart/items").getBytes(ISO_8859_1);
            if (!(port.select(request(i)) instanceof Candidate)) {
                throw new IllegalStateException("no route for " + request(i));
            }
        }
    }

    /** Of strings as they come from the wire, with no hash code yet; to make them is part of the time. */
    @Benchmark
    public Selection select() {
        return port.select(request(next++ & (REQUESTS - 1)));
    }

    /** What of that time is the making of the strings. */
    @Benchmark
    public RequestView request() {
        return request(next++ & (REQUESTS - 1));
    }

    private RequestView request(int i) {
        return new Get(new String(hosts[i], ISO_8859_1), new String(paths[i], ISO_8859_1));
    }
}
