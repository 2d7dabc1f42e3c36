package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static dev.sluice.proxy.Tables.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.CorsOrigin;
import dev.sluice.routing.CorsPolicy;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.Timeouts;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The CORS filter where the backend has a say of its own, or fails. */
class CorsTest {
    private static final String OWN_WORD =
            "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Credentials: true\r\n";

    private final Proxy proxy = new Proxy();

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        proxy.close();
    }

    private static CorsPolicy policy(boolean credentials, List<String> exposed) {
        return new CorsPolicy(
                false,
                List.of(Objects.requireNonNull(CorsOrigin.parse("https://good.example"))),
                credentials,
                List.of(),
                List.of(),
                exposed,
                5);
    }

    private void serve(CorsPolicy policy) {
        proxy.routes(prefix("/", rule(List.of(new HttpFilter.Cors(policy)), Timeouts.NONE, backend("one"))));
    }

    private String ask(String method, String origin, String more) throws Exception {
        return proxy.exchange(
                method + " / HTTP/1.1\r\nHost: a\r\nOrigin: " + origin + "\r\n" + more + "Connection: close\r\n\r\n");
    }

    private static RawBackend answering(String headers) throws Exception {
        return new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 2\r\n\r\nok");
        });
    }

    @Test
    void theGatewaysWordReplacesTheBackends() throws Exception {
        try (RawBackend own = answering(OWN_WORD + "Vary: Accept, ORIGIN\r\n")) {
            proxy.endpoint("one", own.port());
            serve(policy(false, List.of()));
            assertThat(ask("GET", "https://good.example", ""))
                    .contains("access-control-allow-origin: https://good.example\r\n")
                    .doesNotContain("Access-Control-Allow-Origin")
                    .doesNotContainIgnoringCase("allow-credentials")
                    .contains("Vary: Accept, ORIGIN\r\n")
                    .doesNotContain("vary: Origin");
            assertThat(ask("GET", "https://bad.example", ""))
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContainIgnoringCase("access-control-");
        }
    }

    @Test
    void namesEachHeaderWhereAWildcardIsNotUnderstood() throws Exception {
        try (RawBackend backend = answering("X-B: 1\r\nX-A: 1\r\nSet-Cookie: a=b\r\n")) {
            proxy.endpoint("one", backend.port());
            serve(policy(true, List.of("*")));
            assertThat(ask("GET", "https://good.example", ""))
                    .contains("access-control-expose-headers: content-length, vary, x-a, x-b\r\n");
        }
    }

    @Test
    void errorsCanBeReadByWhoIsAllowed() throws Exception {
        proxy.endpoint("one");
        serve(policy(true, List.of()));
        assertThat(ask("GET", "https://good.example", ""))
                .startsWith("HTTP/1.1 503 ")
                .contains("access-control-allow-origin: https://good.example\r\n")
                .contains("access-control-allow-credentials: true\r\n");
        assertThat(ask("GET", "https://bad.example", "")).doesNotContain("access-control-");
    }

    @Test
    void preflightsDoNotReachTheBackendAndKeepTheConnection() throws Exception {
        try (RawBackend backend = answering("")) {
            proxy.endpoint("one", backend.port());
            serve(policy(true, List.of()));
            try (RawClient client = proxy.client()) {
                for (int i = 0; i < 3; i++) {
                    String origin = i == 1 ? "https://bad.example" : "https://good.example";
                    client.send("OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: " + origin
                            + "\r\nAccess-Control-Request-Method: PUT\r\n\r\n");
                    assertThat(client.readResponse()).startsWith(i == 1 ? "HTTP/1.1 403 " : "HTTP/1.1 204 ");
                }
            }
            assertThat(backend.connections()).isZero();
        }
    }
}
