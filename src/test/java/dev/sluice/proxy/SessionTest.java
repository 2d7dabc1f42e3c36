package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.key;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Backends;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.RouteRule;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.SessionPersistence;
import dev.sluice.routing.SessionPersistence.Carrier;
import dev.sluice.routing.Timeouts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that send the token back stay where they were, whichever replica takes them. */
class SessionTest {
    private static final SessionPersistence COOKIE =
            new SessionPersistence(new Carrier.Cookie("sid", "/shop", false), 0);
    private static final byte[] KEY = "sixteen bytes or more".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER_KEY = "quite another secret".getBytes(StandardCharsets.UTF_8);

    private final Proxy proxy = new Proxy();
    private final List<EchoBackend> backends = new ArrayList<>();

    @BeforeEach
    void start() {
        for (int i = 0; i < 8; i++) {
            backends.add(new EchoBackend(proxy.vertx, "b" + i));
        }
        proxy.endpoint("one", ports(backends));
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        backends.forEach(EchoBackend::close);
        proxy.close();
    }

    private static int[] ports(List<EchoBackend> backends) {
        return backends.stream().mapToInt(EchoBackend::port).toArray();
    }

    private static Candidate rule(int index, SessionPersistence session, Backends.Weighted... backends) {
        return prefix(
                "/",
                new RouteRule(
                        new RuleId("HTTPRoute", "default", "test", index, ""),
                        List.of(),
                        new Backends(List.of(backends)),
                        Timeouts.NONE,
                        null,
                        session));
    }

    private static String get(Proxy from, String header) throws Exception {
        return from.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + header + "\r\n");
    }

    private String get(String header) throws Exception {
        return get(proxy, header);
    }

    private static String found(String pattern, String response) {
        Matcher matcher = Pattern.compile(pattern).matcher(response);
        assertThat(matcher.find()).as(response).isTrue();
        return matcher.group(1);
    }

    private static String cookie(String response) {
        return "Cookie: a=b; sid="
                + found("\nset-cookie: sid=([^;]+); Path=/shop; HttpOnly; SameSite=Strict\r\n", response)
                + "; sid2=x\r\n";
    }

    private static String name(String response) {
        return found("\nx-backend: (\\w+)\r\n", response);
    }

    private void staysAt(String name, Proxy at, String header) throws Exception {
        for (int i = 0; i < 10; i++) {
            String response = get(at, header);
            assertThat(name(response)).isEqualTo(name);
            assertThat(response).doesNotContain("set-cookie");
        }
    }

    private static Backends.Weighted persistent(String service) {
        return new Backends.Weighted(
                1, new Backend.Service(key(service), Backend.Protocol.HTTP1, null, COOKIE, null), List.of());
    }

    @Test
    void theSessionOfABackendIsTheSameForAllRulesThatLeadToIt() throws Exception {
        proxy.routes(rule(0, null, persistent("one")));
        String first = get("");
        staysAt(name(first), proxy, cookie(first));
        proxy.routes(rule(1, null, persistent("one")));
        staysAt(name(first), proxy, cookie(first));
    }

    @Test
    void theRulesOwnSessionGoesBeforeThatOfTheBackend() throws Exception {
        proxy.routes(rule(0, new SessionPersistence(new Carrier.Header("x-session"), 0), persistent("one")));
        String first = get("");
        assertThat(first).doesNotContain("set-cookie");
        staysAt(name(first), proxy, "x-session: " + found("\nx-session: (\\S+)\r\n", first) + "\r\n");
    }

    @Test
    void aCookieLeadsBackToTheEndpoint() throws Exception {
        proxy.routes(rule(0, COOKIE, backend("one")));
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            String first = get("");
            names.add(name(first));
            staysAt(name(first), proxy, cookie(first));
        }
        assertThat(names).hasSizeGreaterThan(1);
    }

    @Test
    void aHeaderDoesTheSame() throws Exception {
        proxy.routes(rule(0, new SessionPersistence(new Carrier.Header("X-Session"), 0), backend("one")));
        for (int i = 0; i < 5; i++) {
            String first = get("");
            staysAt(name(first), proxy, "x-session: " + found("\nX-Session: ([^\r]+)\r\n", first) + "\r\n");
        }
    }

    @Test
    void theTokenSaysNothingAndCannotBeChanged() throws Exception {
        proxy.routes(rule(0, COOKIE, backend("one")));
        String first = get("");
        String cookie = cookie(first);
        assertThat(cookie).doesNotContain("127.0.0.1").doesNotContain("one");
        for (String wrong : List.of(
                cookie.replaceFirst("sid=..", "sid=AA"),
                "Cookie: sid=\r\n",
                "Cookie: sid=%%%\r\n",
                "Cookie: sid=" + "A".repeat(5_000) + "\r\n",
                "Cookie: sid\r\n")) {
            assertThat(get(wrong)).startsWith("HTTP/1.1 200 ").contains("set-cookie: sid=");
        }
    }

    @Test
    void ofSeveralCookiesTheOneThatIsOursCounts() throws Exception {
        proxy.routes(rule(0, COOKIE, backend("one")));
        String first = get("");
        staysAt(name(first), proxy, cookie(first).replace("a=b", "sid=foreign"));
    }

    @Test
    void aTokenOfAnotherRuleIsNone() throws Exception {
        proxy.routes(rule(0, COOKIE, backend("one")));
        String cookie = cookie(get(""));
        proxy.routes(rule(1, COOKIE, backend("one")));
        assertThat(get(cookie)).contains("set-cookie: sid=");
    }

    @Test
    void replicasWithTheSameKeyKnowEachOthersSessions() throws Exception {
        proxy.plane.useSessionKeys(List.of(KEY));
        proxy.routes(rule(0, COOKIE, backend("one")));
        try (Proxy replica = new Proxy()) {
            replica.endpoint("one", ports(backends)).routes(rule(0, COOKIE, backend("one")));
            String first = get("");
            assertThat(get(replica, cookie(first))).contains("set-cookie: sid=");
            replica.plane.useSessionKeys(List.of(KEY));
            staysAt(name(first), replica, cookie(first));
            replica.plane.useSessionKeys(List.of(OTHER_KEY, KEY));
            staysAt(name(first), replica, cookie(first));
        }
    }

    @Test
    void aSessionWhoseEndpointIsGoneMovesAndStaysThere() throws Exception {
        proxy.routes(rule(0, COOKIE, backend("one")));
        String first = get("");
        List<EchoBackend> left = new ArrayList<>(backends);
        left.removeIf(backend -> name(first).equals("b" + backends.indexOf(backend)));
        proxy.endpoint("one", ports(left));
        String second = get(cookie(first));
        assertThat(name(second)).isNotEqualTo(name(first));
        proxy.endpoint("one", ports(backends));
        staysAt(name(second), proxy, cookie(second));
    }

    @Test
    void anEndpointThatTakesNoConnectionIsLeft() throws Exception {
        proxy.routes(rule(0, COOKIE, backend("one")));
        String first = get("");
        backends.get(Integer.parseInt(name(first).substring(1))).close();
        String second = get(cookie(first));
        assertThat(second).startsWith("HTTP/1.1 200 ");
        assertThat(name(second)).isNotEqualTo(name(first));
        staysAt(name(second), proxy, cookie(second));
    }

    @Test
    void backendsAreDrawnByWeightAndEachHasItsEndpoint() throws Exception {
        proxy.endpoint("one", ports(backends.subList(0, 4))).endpoint("two", ports(backends.subList(4, 8)));
        proxy.routes(rule(0, COOKIE, backend("one"), backend("two")));
        String cookie = cookie(get(""));
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            String response = get(cookie);
            names.add(name(response));
            cookie = response.contains("set-cookie") ? cookie(response) : cookie;
        }
        assertThat(names).hasSize(2);
    }

    @Test
    void aSessionEndsAfterItsLifetime() throws Exception {
        proxy.routes(rule(0, new SessionPersistence(new Carrier.Cookie("sid", "/shop", false), 1_000), backend("one")));
        String cookie = cookie(get(""));
        Eventually.holds(() -> {
            try {
                return get(cookie).contains("set-cookie: sid=");
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
    }

    @Test
    void aPermanentCookieTellsTheBrowserItsLifetime() throws Exception {
        proxy.routes(rule(0, new SessionPersistence(new Carrier.Cookie("sid", "/", true), 300_000), backend("one")));
        assertThat(get(""))
                .containsPattern("set-cookie: sid=[^;]+; Path=/; Max-Age=300; HttpOnly; SameSite=Strict\r\n");
    }

    @Test
    void theBackendsOwnCookiesStay() throws Exception {
        try (RawBackend own = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nSet-Cookie: own=1\r\nContent-Length: 0\r\n\r\n");
        })) {
            proxy.endpoint("own", own.port()).routes(rule(0, COOKIE, backend("own", Backend.Protocol.HTTP1)));
            assertThat(get("")).contains("Set-Cookie: own=1\r\n").contains("set-cookie: sid=");
        }
    }
}
