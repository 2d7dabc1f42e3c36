package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.proxy.RequestSummary;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RuleId;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AccessLogTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.250Z");

    private static RequestSummary request(String path) {
        return new RequestSummary(
                "default/edge",
                new RuleId("HTTPRoute", "default", "shop", 0, ""),
                "192.0.2.7",
                "HTTP/2",
                "GET",
                "www.example.com",
                path,
                200,
                1234,
                4_005_600,
                3_000_000,
                new EndpointKey("default", "nginx", 80),
                new Endpoint("10.0.0.1", 8080),
                null);
    }

    private static RequestSummary refused() {
        return new RequestSummary("", null, "192.0.2.7", "HTTP/1.1", "GET", "", "", 400, 0, 1_000, 0, null, null, null);
    }

    private static String written(AccessLogLine line, RequestSummary... requests) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = new AccessLog(line, out, () -> NOW, () -> {});
        for (RequestSummary request : requests) {
            log.add(request);
        }
        log.close();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void textIsALineForEachRequest() throws InterruptedException {
        assertThat(written(AccessLogLine.TEXT, request("/a\"b\u00e9\n"), refused()))
                .isEqualTo("""
                2026-11-23T10:00:00.250Z 192.0.2.7 "GET www.example.com /a\\"b\\u00e9\\u000a HTTP/2" 200 1234 4.005 \
                HTTPRoute/default/shop/0 default/nginx:80 10.0.0.1:8080 -
                2026-11-23T10:00:00.250Z 192.0.2.7 "GET   HTTP/1.1" 400 0 0.001 - - - -
                """);
    }

    @Test
    void jsonIsAnObjectForEachRequest() throws Exception {
        String[] lines =
                written(AccessLogLine.JSON, request("/a\"b\u00e9\\"), refused()).split("\n");
        JsonNode first = new ObjectMapper().readTree(lines[0]);
        assertThat(first.fieldNames())
                .toIterable()
                .containsExactly(
                        "time",
                        "client",
                        "method",
                        "host",
                        "path",
                        "protocol",
                        "status",
                        "bytes",
                        "milliseconds",
                        "route",
                        "backend",
                        "endpoint",
                        "error");
        assertThat(first.get("path").asText()).isEqualTo("/a\"b\u00e9\\");
        assertThat(first.get("milliseconds").asDouble()).isEqualTo(4.005);
        assertThat(first.get("backend").asText()).isEqualTo("default/nginx:80");
        assertThat(new ObjectMapper().readTree(lines[1]).get("endpoint").isNull())
                .isTrue();
    }

    @Test
    void whatAClientWritesIsCut() throws InterruptedException {
        assertThat(written(AccessLogLine.TEXT, request("/" + "x".repeat(100_000))))
                .hasSizeLessThan(1_400);
    }

    @Test
    void aSlowOutputDropsLinesInsteadOfHoldingRequestsUp() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger lines = new AtomicInteger();
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("whole batches are written");
            }

            @Override
            public void write(byte[] bytes) {
                blocked.countDown();
                try {
                    goOn.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                lines.addAndGet(
                        (int) new String(bytes, StandardCharsets.UTF_8).lines().count());
            }
        };
        AtomicInteger dropped = new AtomicInteger();
        AccessLog log = new AccessLog(AccessLogLine.TEXT, slow, () -> NOW, dropped::incrementAndGet);
        log.add(request("/"));
        assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 20_000; i++) {
            log.add(request("/"));
        }
        assertThat(dropped.get()).isEqualTo(20_000 - 8_192);
        goOn.countDown();
        log.close();
        assertThat(lines.get()).isEqualTo(1 + 8_192);
    }
}
