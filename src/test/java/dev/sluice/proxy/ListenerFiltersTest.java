package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static dev.sluice.proxy.Tables.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.CorsPolicy;
import dev.sluice.routing.ExternalAuth;
import dev.sluice.routing.HostRoutes;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.HttpMatch;
import dev.sluice.routing.PathMatch;
import dev.sluice.routing.Timeouts;
import dev.sluice.routing.ValueMatch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every request on a listener goes through its filters, and only then a rule is chosen. */
class ListenerFiltersTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Proxy proxy = new Proxy();
    private EchoBackend backend;
    private EchoBackend ofTenant;

    @BeforeEach
    void start() {
        backend = new EchoBackend(proxy.vertx, "backend");
        proxy.endpoint("backend", backend.port());
        ofTenant = new EchoBackend(proxy.vertx, "tenant");
        proxy.endpoint("tenant", ofTenant.port());
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        backend.close();
        ofTenant.close();
        proxy.close();
    }

    private RawBackend answering(String name, String answer) throws Exception {
        RawBackend service = new RawBackend((connection, _) -> {
            for (; ; ) {
                asked.add(name + " " + connection.readResponse());
                connection.send(answer);
            }
        });
        proxy.endpoint(name, service.port());
        return service;
    }

    private static String ok(String headers) {
        return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + headers + "\r\n";
    }

    private static HttpFilter.Authorization auth(String service, int bodyBytes) {
        return new HttpFilter.Authorization(new ExternalAuth(
                new Backend.Service(Tables.key(service), Backend.Protocol.HTTP1, null),
                new ExternalAuth.Protocol.Http("", List.of()),
                List.of(),
                bodyBytes));
    }

    private void serve(List<HttpFilter> filters, Candidate... candidates) {
        proxy.serve(Tables.binding(
                proxy.port,
                new HttpListener(
                        "http",
                        HostnamePattern.ANY,
                        filters,
                        List.of(new HostRoutes(HostnamePattern.ANY, List.of(candidates))))));
    }

    private static Candidate tenant(String name, String service) {
        return new Candidate(
                new HttpMatch(
                        new PathMatch.Prefix("/"),
                        null,
                        List.of(new HttpMatch.HeaderMatch("x-tenant", new ValueMatch.Exact(name))),
                        List.of()),
                rule(List.of(), Timeouts.NONE, backend(service)));
    }

    private String get(String path, String headers) throws Exception {
        return proxy.exchange(
                "GET " + path + " HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n" + headers + "\r\n");
    }

    @Test
    void aRuleIsChosenByWhatTheServiceSays() throws Exception {
        try (RawBackend service = answering("auth", ok("X-Tenant: a\r\nHost: evil.example.com\r\n"))) {
            serve(List.of(auth("auth", 0)), tenant("a", "tenant"), prefix("/", backend("backend")));
            assertThat(get("/", "X-Tenant: b\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(ofTenant.last().headers()).containsEntry("x-tenant", "a");
            assertThat(ofTenant.last().host()).isEqualTo("www.example.com");
            assertThat(backend.seen()).isEmpty();
            assertThat(service.connections()).isEqualTo(1);
        }
        try (RawBackend service = answering("auth", ok("X-Tenant: c\r\n"))) {
            assertThat(get("/", "X-Tenant: a\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(backend.last().headers()).containsEntry("x-tenant", "c");
            assertThat(ofTenant.seen()).hasSize(1);
            assertThat(service.connections()).isPositive();
        }
    }

    @Test
    void aRequestThatIsRefusedLearnsNothingOfTheRoutes() throws Exception {
        try (RawBackend service = answering("auth", "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")) {
            serve(List.of(auth("auth", 0)), prefix("/there", backend("backend")));
            assertThat(get("/there", "")).startsWith("HTTP/1.1 401 ");
            assertThat(get("/nowhere", "")).startsWith("HTTP/1.1 401 ");
            assertThat(service.connections()).isPositive();
        }
        try (RawBackend service = answering("auth", ok(""))) {
            assertThat(get("/nowhere", "")).startsWith("HTTP/1.1 404 ");
            assertThat(service.connections()).isPositive();
        }
        assertThat(backend.seen()).isEmpty();
    }

    @Test
    void theServicesOfListenerAndRuleAreAskedInThatOrderAndShownTheBody() throws Exception {
        try (RawBackend first = answering("first", ok("X-First: 1\r\n"));
                RawBackend second = answering("second", ok("X-Second: 2\r\n"))) {
            serve(
                    List.of(auth("first", 100)),
                    prefix("/", rule(List.of(auth("second", 10)), Timeouts.NONE, backend("backend"))));
            assertThat(proxy.exchange(
                            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("body");
            assertThat(asked)
                    .satisfiesExactly(
                            shown -> assertThat(shown).startsWith("first ").endsWith("body"),
                            shown -> assertThat(shown).startsWith("second ").endsWith("body"));
            assertThat(backend.last().headers()).containsEntry("x-first", "1").containsEntry("x-second", "2");

            assertThat(proxy.exchange(
                            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 11\r\n\r\neleven char"))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(first.connections() + second.connections()).isPositive();
        }
    }

    @Test
    void aBodyThatOnlyTheRulesServiceIsShownIsForwarded() throws Exception {
        try (RawBackend first = answering("first", ok(""));
                RawBackend second = answering("second", ok(""))) {
            serve(
                    List.of(auth("first", 0)),
                    prefix("/", rule(List.of(auth("second", 10)), Timeouts.NONE, backend("backend"))));
            assertThat(proxy.exchange(
                            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("body");
            assertThat(asked.getFirst()).containsIgnoringCase("content-length: 0\r\n");
            assertThat(asked.getLast()).endsWith("body");
            assertThat(first.connections() + second.connections()).isPositive();
        }
    }

    @Test
    void redirectsAndPreflightsComeAfterwards() throws Exception {
        HttpFilter.Redirect redirect = new HttpFilter.Redirect(null, "other.example.com", null, 0, 302);
        HttpFilter.Cors cors =
                new HttpFilter.Cors(new CorsPolicy(true, List.of(), false, List.of("GET"), List.of(), List.of(), 5));
        try (RawBackend service = answering("auth", ok(""))) {
            serve(
                    List.of(auth("auth", 0)),
                    prefix("/moved", rule(List.of(redirect), Timeouts.NONE, backend("backend"))),
                    prefix("/", rule(List.of(cors), Timeouts.NONE, backend("backend"))));
            assertThat(get("/moved", "")).startsWith("HTTP/1.1 302 ");
            assertThat(proxy.exchange("OPTIONS / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: https://b\r\n"
                            + "Access-Control-Request-Method: GET\r\n\r\n"))
                    .startsWith("HTTP/1.1 204 ");
            assertThat(asked).hasSize(2);
            assertThat(service.connections()).isPositive();
        }
    }

    @Test
    void aPreflightThatTheServiceRefusesIsAnsweredByTheServiceAlone() throws Exception {
        HttpFilter.Cors cors =
                new HttpFilter.Cors(new CorsPolicy(true, List.of(), false, List.of("GET"), List.of(), List.of(), 5));
        try (RawBackend service = answering("auth", "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n")) {
            serve(List.of(auth("auth", 0)), prefix("/", rule(List.of(cors), Timeouts.NONE, backend("backend"))));
            assertThat(proxy.exchange("OPTIONS / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: https://b\r\n"
                            + "Access-Control-Request-Method: GET\r\n\r\n"))
                    .startsWith("HTTP/1.1 401 ")
                    .doesNotContainIgnoringCase("access-control-");
            assertThat(asked).hasSize(1);
            assertThat(service.connections()).isPositive();
        }
        assertThat(backend.seen()).isEmpty();
    }

    @Test
    void aFilterThatCannotBeCarriedOutLetsNothingPass() throws Exception {
        serve(List.of(new HttpFilter.Unresolved("missing")), prefix("/", backend("backend")));
        assertThat(get("/", "")).startsWith("HTTP/1.1 500 ");
        assertThat(backend.seen()).isEmpty();
    }
}
