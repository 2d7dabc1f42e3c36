package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.listener;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proxy.ProxySettings.TlsEngine;
import dev.sluice.routing.Backend;
import dev.sluice.routing.BackendTls;
import dev.sluice.routing.BackendTls.SubjectAltName;
import dev.sluice.routing.BackendTls.Trust;
import dev.sluice.routing.Backends;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.RetryPolicy;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.routing.Timeouts;
import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS with backends: what is believed and what is not, with both engines. */
class UpstreamTlsTest {
    private static final TestAuthority CA = new TestAuthority("backends");
    private static final TestAuthority OTHER = new TestAuthority("others");
    private static final TestAuthority CLIENTS = new TestAuthority("clients");
    private static final Trust OURS = new Trust.Authorities(CA.pem());

    private final List<AutoCloseable> open = new ArrayList<>();
    private Proxy proxy;
    private long generation;

    static Stream<TlsEngine> engines() {
        return Stream.of(TlsEngine.JDK, TlsEngine.OPENSSL)
                .filter(engine -> engine == TlsEngine.JDK || OpenSsl.isAvailable());
    }

    private void start(TlsEngine engine) {
        proxy = new Proxy(ProxySettings.defaults().with(engine));
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(proxy.recorder.bugs).isEmpty();
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        proxy.close();
    }

    private TlsBackend backend(ServerCertificate certificate, String clientAuthority) {
        TlsBackend backend = new TlsBackend(proxy.vertx, certificate, clientAuthority);
        open.add(backend);
        proxy.endpoint("one", backend.port());
        return backend;
    }

    private static BackendTls tls(Trust trust, String hostname, SubjectAltName... names) {
        List<SubjectAltName> list = List.of(names);
        return new BackendTls(
                "default/policy", trust + hostname + list, trust, hostname, list, new BackendTls.Identity.OfGateway());
    }

    private static SubjectAltName dns(String name) {
        return new SubjectAltName.DnsName(new HostnamePattern(name));
    }

    private void serve(Backend.Protocol protocol, ServerCertificate clientCertificate, BackendTls... policies) {
        serve(protocol, null, clientCertificate, policies);
    }

    private void serve(
            Backend.Protocol protocol, RetryPolicy retry, ServerCertificate clientCertificate, BackendTls... policies) {
        Backends.Weighted weighted =
                new Backends.Weighted(1, new Backend.Service(Tables.key("one"), protocol, "default/policy"), List.of());
        PortBinding binding = new PortBinding(
                Tables.socket(proxy.port),
                "default/gateway",
                80,
                new PortRoutes.Http(new HttpPort(List.of(
                        listener("http", "", prefix("/", Tables.retrying(retry, Timeouts.NONE, weighted)))))),
                clientCertificate);
        Map<String, BackendTls> named = policies.length == 0 ? Map.of() : Map.of("default/policy", policies[0]);
        try {
            assertThat(proxy.plane
                            .serve(new RouteTable(++generation, List.of(binding), named))
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS)
                            .failures())
                    .isEmpty();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private void serve(BackendTls tls) {
        serve(Backend.Protocol.HTTP1, null, tls);
    }

    private String get() throws IOException {
        return proxy.exchange("GET / HTTP/1.1\r\nHost: client.example.com\r\nConnection: close\r\n\r\n");
    }

    private void assertServed(String answer) throws IOException {
        assertThat(get()).startsWith("HTTP/1.1 200").endsWith(answer);
    }

    private void assertRefused(TlsBackend backend) throws IOException {
        assertThat(get()).startsWith("HTTP/1.1 502").doesNotContain("sni=");
        assertThat(backend.requests()).isZero();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void speaksHttp1AndHttp2WithTheSni(TlsEngine engine) throws IOException {
        start(engine);
        TlsBackend backend = backend(CA.issue("b").dns("b.example.com").make(), null);
        serve(Backend.Protocol.HTTP1, null, tls(OURS, "b.example.com"));
        assertServed("sni=b.example.com version=HTTP_1_1 client=none");
        assertServed("sni=b.example.com version=HTTP_1_1 client=none");
        assertThat(backend.connections()).as("connections for two requests").isLessThanOrEqualTo(2);
        serve(Backend.Protocol.H2C, null, tls(OURS, "b.example.com"));
        assertServed("sni=b.example.com version=HTTP_2 client=none");
        serve(Backend.Protocol.WEBSOCKET, null, tls(OURS, "b.example.com"));
        assertServed("sni=b.example.com version=HTTP_1_1 client=none");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void sendsNamesWithoutADot(TlsEngine engine) throws IOException {
        start(engine);
        backend(CA.issue("b").dns("backend").make(), null);
        serve(tls(OURS, "backend"));
        assertServed("sni=backend version=HTTP_1_1 client=none");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void believesRsaAndWildcards(TlsEngine engine) throws IOException {
        start(engine);
        backend(CA.issue("b").rsa().dns("*.example.com").make(), null);
        serve(tls(OURS, "b.example.com"));
        assertServed("sni=b.example.com version=HTTP_1_1 client=none");
        serve(tls(OURS, "a.b.example.com"));
        assertThat(get()).startsWith("HTTP/1.1 502");
        assertThat(proxy.recorder.tlsFailures).contains("default/policy: the certificate is not for a.b.example.com");
        serve(tls(OURS, "example.com"));
        assertThat(get()).startsWith("HTTP/1.1 502");
    }

    static Stream<Object[]> badCertificates() {
        return engines()
                .flatMap(engine -> Stream.of(
                                Map.entry(
                                        "expired",
                                        CA.issue("b").dns("b.example.com").expired()),
                                Map.entry(
                                        "not valid yet",
                                        CA.issue("b").dns("b.example.com").notYet()),
                                Map.entry("another name", CA.issue("b").dns("c.example.com")),
                                Map.entry("only a common name", CA.issue("b.example.com")),
                                Map.entry("only a URI", CA.issue("b").uri("https://b.example.com")),
                                Map.entry(
                                        "self-signed",
                                        CA.issue("b").dns("b.example.com").selfSigned()),
                                Map.entry("another authority", OTHER.issue("b").dns("b.example.com")),
                                Map.entry(
                                        "for clients",
                                        CA.issue("b").dns("b.example.com").forClientsOnly()))
                        .map(bad -> new Object[] {engine, bad.getKey(), bad.getValue()}));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("badCertificates")
    void doesNotBelieve(TlsEngine engine, String what, TestAuthority.Request certificate) throws IOException {
        start(engine);
        TlsBackend backend = backend(certificate.make(), null);
        serve(tls(OURS, "b.example.com"));
        assertRefused(backend);
        serve(Backend.Protocol.H2C, null, tls(OURS, "b.example.com"));
        assertRefused(backend);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void doesNotBelieveAnExpiredCertificateThatIsAnAuthority(TlsEngine engine) throws IOException {
        start(engine);
        ServerCertificate expired =
                CA.issue("b").dns("b.example.com").selfSigned().expired().make();
        TlsBackend backend = backend(expired, null);
        serve(tls(new Trust.Authorities(expired.chain()), "b.example.com"));
        assertRefused(backend);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void believesASelfSignedCertificateThatIsAnAuthority(TlsEngine engine) throws IOException {
        start(engine);
        ServerCertificate own = CA.issue("b").dns("b.example.com").selfSigned().make();
        backend(own, null);
        serve(tls(new Trust.Authorities(OTHER.pem() + own.chain()), "b.example.com"));
        assertServed("sni=b.example.com version=HTTP_1_1 client=none");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void looksAtSubjectAltNamesInsteadOfTheHostname(TlsEngine engine) throws IOException {
        start(engine);
        TlsBackend backend = backend(
                CA.issue("b").dns("b.example.com").uri("spiffe://x/ns/a/sa/b").make(), null);
        serve(tls(OURS, "sni.example.org", dns("b.example.com")));
        assertServed("sni=sni.example.org version=HTTP_1_1 client=none");
        serve(tls(OURS, "b.example.com", new SubjectAltName.Uri("spiffe://x/ns/a/sa/b")));
        assertServed("sni=b.example.com version=HTTP_1_1 client=none");
        serve(tls(OURS, "b.example.com", dns("nope.example.com"), dns("*.example.com")));
        assertServed("sni=b.example.com version=HTTP_1_1 client=none");
        int before = backend.requests();
        for (SubjectAltName wrong : List.of(
                dns("c.example.com"),
                dns("*.b.example.com"),
                new SubjectAltName.Uri("spiffe://x/ns/a/sa/c"),
                new SubjectAltName.Uri("b.example.com"))) {
            serve(tls(OURS, "b.example.com", wrong));
            assertThat(get()).as("%s", wrong).startsWith("HTTP/1.1 502");
        }
        assertThat(backend.requests()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void doesNotBelieveUnknownAuthoritiesWithTheSystemOnes(TlsEngine engine) throws IOException {
        start(engine);
        TlsBackend backend = backend(CA.issue("b").dns("b.example.com").make(), null);
        serve(tls(new Trust.SystemAuthorities(), "b.example.com"));
        assertRefused(backend);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void showsTheGatewaysCertificate(TlsEngine engine) throws IOException {
        start(engine);
        TlsBackend backend = backend(CA.issue("b").dns("b.example.com").make(), CLIENTS.pem());
        serve(Backend.Protocol.HTTP1, CLIENTS.issue("ours").make(), tls(OURS, "b.example.com"));
        assertServed("sni=b.example.com version=HTTP_1_1 client=CN=ours");
        serve(Backend.Protocol.H2C, CLIENTS.issue("rsa").rsa().make(), tls(OURS, "b.example.com"));
        assertServed("sni=b.example.com version=HTTP_2 client=CN=rsa");
        int before = backend.requests();
        serve(tls(OURS, "b.example.com"));
        assertThat(get()).startsWith("HTTP/1.1 502");
        serve(Backend.Protocol.HTTP1, OTHER.issue("wrong").make(), tls(OURS, "b.example.com"));
        assertThat(get()).startsWith("HTTP/1.1 502");
        assertThat(backend.requests()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void showsTheCertificateOfTheBackendInsteadOrNone(TlsEngine engine) throws IOException {
        start(engine);
        backend(CA.issue("b").dns("b.example.com").make(), CLIENTS.pem());
        ServerCertificate ofGateway = CLIENTS.issue("gateway").make();
        ServerCertificate own = CLIENTS.issue("own").make();
        BackendTls tls = tls(OURS, "b.example.com");
        serve(Backend.Protocol.HTTP1, ofGateway, identified(tls, new BackendTls.Identity.Own(own)));
        assertServed("client=CN=own");
        serve(Backend.Protocol.HTTP1, ofGateway, identified(tls, new BackendTls.Identity.None()));
        assertThat(get()).startsWith("HTTP/1.1 502");
        serve(Backend.Protocol.HTTP1, ofGateway, tls);
        assertServed("client=CN=gateway");
    }

    private static BackendTls identified(BackendTls tls, BackendTls.Identity identity) {
        return new BackendTls(
                tls.name(), tls.fingerprint(), tls.trust(), tls.hostname(), tls.subjectAltNames(), identity);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void neverSpeaksInTheClearInstead(TlsEngine engine) throws IOException {
        start(engine);
        EchoBackend clear = new EchoBackend(proxy.vertx, "one");
        open.add(clear);
        proxy.endpoint("one", clear.port());
        serve(tls(OURS, "b.example.com"));
        assertThat(get()).startsWith("HTTP/1.1 502");
        serve(Backend.Protocol.HTTP1, null);
        assertThat(get()).startsWith("HTTP/1.1 500");
        serve(tls(new Trust.Authorities("no certificate"), "b.example.com"));
        assertThat(get()).startsWith("HTTP/1.1 5");
        assertThat(clear.seen()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void refusesABackendWithoutHttp2WhereItIsAskedFor(TlsEngine engine) throws Exception {
        start(engine);
        ServerCertificate certificate = CA.issue("b").dns("b.example.com").make();
        var server = proxy.vertx.createHttpServer(new io.vertx.core.http.HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setKeyCertOptions(new io.vertx.core.net.PemKeyCertOptions()
                        .setCertValue(io.vertx.core.buffer.Buffer.buffer(certificate.chain()))
                        .setKeyValue(io.vertx.core.buffer.Buffer.buffer(certificate.key()))));
        server.requestHandler(request -> request.response().end("reached"));
        server.listen().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        proxy.endpoint("one", server.actualPort());
        serve(Backend.Protocol.H2C, null, tls(OURS, "b.example.com"));
        assertThat(get()).startsWith("HTTP/1.1 502");
        serve(Backend.Protocol.HTTP1, null, tls(OURS, "b.example.com"));
        assertThat(get()).startsWith("HTTP/1.1 200").endsWith("reached");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aRequestKeepsTheTlsThatItBeganWith(TlsEngine engine) throws IOException {
        start(engine);
        TlsBackend backend = backend(CA.issue("b").dns("b.example.com").make(), null);
        proxy.endpoint("one", Ports.free());
        serve(
                Backend.Protocol.HTTP1,
                new RetryPolicy(1_000_000, List.of(), 20),
                CLIENTS.issue("old").make(),
                tls(OURS, "b.example.com"));
        try (RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            Eventually.holds(() -> !proxy.recorder.failed.isEmpty());
            serve(Backend.Protocol.HTTP1, CLIENTS.issue("new").make(), tls(OURS, "c.example.com"));
            serve(Backend.Protocol.HTTP1, null, tls(OURS, "d.example.com"));
            proxy.endpoint("one", backend.port());
            assertThat(client.readAll()).startsWith("HTTP/1.1 200").contains("sni=b.example.com");
        }
        assertThat(get()).startsWith("HTTP/1.1 502");
    }
}
