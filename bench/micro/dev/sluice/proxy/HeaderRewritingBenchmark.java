package dev.sluice.proxy;

import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.HeaderChanges.Header;
import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The time of a header modifier filter that sets, adds and removes one header each, on the headers of a browser. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeaderRewritingBenchmark {
    private final List<HeaderChanges> changes = List.of(new HeaderChanges(
            List.of(new Header("X-Env", "prod")), List.of(new Header("X-Trace", "on")), List.of("cookie")));

    @Benchmark
    public MultiMap copied() {
        return headers();
    }

    @Benchmark
    public MultiMap copiedAndRewritten() {
        MultiMap headers = headers();
        HeaderModification.apply(changes, headers);
        return headers;
    }

    private static MultiMap headers() {
        return HeadersMultiMap.httpHeaders()
                .add("user-agent", "Mozilla/5.0")
                .add("accept", "text/html")
                .add("accept-language", "en")
                .add("accept-encoding", "gzip")
                .add("cookie", "a=b")
                .add("x-env", "test")
                .add("cache-control", "no-cache")
                .add("referer", "https://www.example.com/");
    }
}
