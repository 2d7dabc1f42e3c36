package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.listener;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.proxy.ProxySettings.TlsEngine;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.routing.ServingReport;
import dev.sluice.routing.TlsListener;
import dev.sluice.routing.TlsOptions;
import dev.sluice.routing.TlsTermination;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS with both engines on both transports. */
class TlsTest {
    private Proxy proxy;
    private EchoBackend echo;

    static Stream<Arguments> engines() {
        List<Arguments> engines = new ArrayList<>();
        for (TlsEngine engine : List.of(TlsEngine.JDK, TlsEngine.OPENSSL)) {
            for (boolean nativeTransport : new boolean[] {true, false}) {
                if (engine == TlsEngine.JDK || OpenSsl.isAvailable()) {
                    engines.add(Arguments.of(engine, nativeTransport));
                }
            }
        }
        return engines.stream();
    }

    private void start(TlsEngine engine, boolean nativeTransport) {
        proxy = new Proxy(ProxySettings.defaults().with(engine), nativeTransport);
        echo = new EchoBackend(proxy.vertx, "one");
        proxy.endpoint("one", echo.port());
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        echo.close();
        proxy.close();
    }

    private static TlsListener https(String hostname, ServerCertificate... certificates) {
        return new TlsListener.Https(
                "https-" + hostname, new HostnamePattern(hostname), new TlsTermination(List.of(certificates)));
    }

    private static HttpListener http(String hostname) {
        return listener("https-" + hostname, hostname, prefix("/", backend("one")));
    }

    private ServingReport serve(TlsListener... listeners) {
        List<HttpListener> http =
                Stream.of(listeners).map(tls -> http(tls.hostname().text())).toList();
        return proxy.serve(new PortBinding(
                Tables.socket(proxy.port),
                "default/gateway",
                443,
                new PortRoutes.Tls(List.of(listeners), new HttpPort(http))));
    }

    private static String get(SSLSocket socket, String host) throws Exception {
        RawClient client = new RawClient(socket);
        return client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").readResponse();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void choosesTheCertificateBySni(TlsEngine engine, boolean nativeTransport) throws Exception {
        start(engine, nativeTransport);
        serve(
                https("a.example.com", Certificates.of("a.example.com", "EC")),
                https("*.example.com", Certificates.of("wild.example.com", "RSA")),
                https("", Certificates.of("any", "EC")));
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            for (String[] expected : new String[][] {
                {"a.example.com", "CN=a.example.com"},
                {"A.EXAMPLE.com", "CN=a.example.com"},
                {"b.c.example.com", "CN=wild.example.com"},
                {"other.org", "CN=any"},
                {null, "CN=any"}
            }) {
                try (SSLSocket socket = TlsClient.connect(proxy.port, expected[0], protocol)) {
                    assertThat(TlsClient.shown(socket)).isEqualTo(expected[1]);
                    String host = expected[0] == null ? "127.0.0.1" : expected[0];
                    assertThat(get(socket, host)).startsWith("HTTP/1.1 200 OK").endsWith("one GET / ");
                }
            }
        }
        assertThat(echo.last().headers()).containsEntry("x-forwarded-proto", "https");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void refusesUnknownNames(TlsEngine engine, boolean nativeTransport) throws Exception {
        start(engine, nativeTransport);
        serve(https("a.example.com", Certificates.of("a.example.com", "EC")));
        for (String sni : new String[] {"b.example.com", null}) {
            assertThatThrownBy(() -> TlsClient.connect(proxy.port, sni, "TLSv1.3"))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("unrecognized_name");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void choosesTheCertificateByTypeOfKey(TlsEngine engine, boolean nativeTransport) throws Exception {
        start(engine, nativeTransport);
        serve(https("", Certificates.of("rsa", "RSA"), Certificates.of("rsa-too", "RSA"), Certificates.of("ec", "EC")));
        try (SSLSocket rsa = TlsClient.connect(
                        proxy.port, "x", "TLSv1.3", "rsa_pss_rsae_sha256", "rsa_pkcs1_sha256", "rsa_pkcs1_sha384");
                SSLSocket ec = TlsClient.connect(
                        proxy.port, "x", "TLSv1.3", "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384")) {
            assertThat(TlsClient.shown(rsa)).isEqualTo("CN=rsa");
            assertThat(TlsClient.shown(ec)).isEqualTo("CN=ec");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void showsNewCertificatesToNewConnectionsAndKeepsOldOnes(TlsEngine engine, boolean nativeTransport)
            throws Exception {
        start(engine, nativeTransport);
        serve(https("", Certificates.of("old", "EC")));
        try (SSLSocket old = TlsClient.connect(proxy.port, "a", "TLSv1.3")) {
            assertThat(get(old, "a")).startsWith("HTTP/1.1 200 ");
            serve(https("", Certificates.of("new", "EC")));
            assertThat(get(old, "a")).startsWith("HTTP/1.1 200 ");
            try (SSLSocket fresh = TlsClient.connect(proxy.port, "a", "TLSv1.3")) {
                assertThat(TlsClient.shown(fresh)).isEqualTo("CN=new");
                assertThat(get(fresh, "a")).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void answers421ForTheHostOfAnotherListener(TlsEngine engine, boolean nativeTransport) throws Exception {
        start(engine, nativeTransport);
        serve(
                https("a.example.com", Certificates.of("a.example.com", "EC")),
                https("*.example.com", Certificates.of("wild.example.com", "RSA")));
        try (SSLSocket socket = TlsClient.connect(proxy.port, "a.example.com", "TLSv1.3")) {
            assertThat(get(socket, "b.example.com")).startsWith("HTTP/1.1 421 ");
            assertThat(get(socket, "a.example.com")).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void speaksHttp2ByAlpn(TlsEngine engine, boolean nativeTransport) throws Exception {
        start(engine, nativeTransport);
        serve(https("", Certificates.of("any", "EC")));
        for (HttpVersion version : List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)) {
            var client = proxy.vertx.createHttpClient(new HttpClientOptions()
                    .setSsl(true)
                    .setTrustAll(true)
                    .setVerifyHost(false)
                    .setUseAlpn(true)
                    .setForceSni(true)
                    .setProtocolVersion(version));
            for (int i = 0; i < 3; i++) {
                HttpClientResponse[] seen = new HttpClientResponse[1];
                Buffer body = OnLoop.await(
                        proxy.vertx,
                        () -> client.request(new RequestOptions()
                                        .setMethod(HttpMethod.GET)
                                        .setHost("localhost")
                                        .setPort(proxy.port)
                                        .setURI("/x"))
                                .compose(request -> request.send())
                                .compose(response -> {
                                    seen[0] = response;
                                    return response.body();
                                }));
                assertThat(seen[0].version()).isEqualTo(version);
                assertThat(body).hasToString("one GET /x ");
                assertThat(echo.last().headers()).doesNotContainKeys("transfer-encoding", "content-length");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void reportsCertificatesThatCannotBeUsedAndServesTheOthers(TlsEngine engine, boolean nativeTransport)
            throws Exception {
        start(engine, nativeTransport);
        ServerCertificate broken = new ServerCertificate("default/broken", "f", "no certificate", "no key");
        ServingReport report =
                serve(https("bad.example.com", broken), https("good.example.com", Certificates.of("good", "EC")));
        assertThat(report.failures()).isEmpty();
        assertThat(report.listenerFailures())
                .containsExactly(new ServingReport.ListenerFailure(
                        "default/gateway", "https-bad.example.com", "certificate default/broken cannot be used"));
        try (SSLSocket socket = TlsClient.connect(proxy.port, "good.example.com", "TLSv1.3")) {
            assertThat(get(socket, "good.example.com")).startsWith("HTTP/1.1 200 ");
        }
        assertThatThrownBy(() -> TlsClient.connect(proxy.port, "bad.example.com", "TLSv1.3"))
                .isInstanceOf(SSLException.class);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void carriesUpgrades(TlsEngine engine, boolean nativeTransport) throws Exception {
        start(engine, nativeTransport);
        serve(https("", Certificates.of("any", "EC")));
        try (RawBackend custom = new RawBackend((connection, _) -> {
                    connection.readHead();
                    connection.send(
                            "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: custom\r\n\r\nfirst ");
                    connection.send("got " + connection.readUntil("two"));
                });
                SSLSocket socket = connectTo(custom)) {
            RawClient client = new RawClient(socket);
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: custom\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            client.readUntil("first ");
            client.send("one ").send("two");
            assertThat(client.readAll()).isEqualTo("got one two");
        }
    }

    private SSLSocket connectTo(RawBackend backend) throws Exception {
        proxy.endpoint("one", backend.port());
        return TlsClient.connect(proxy.port, "a", "TLSv1.3");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void tellsARefusedClientWhy(TlsEngine engine, boolean nativeTransport) throws Exception {
        start(engine, nativeTransport);
        serve(https("", Certificates.of("any", "EC")));
        try (SSLSocket socket = TlsClient.connect(proxy.port, "a", "TLSv1.3")) {
            RawClient client = new RawClient(socket);
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(100_000));
            assertThat(client.readHead()).startsWith("HTTP/1.1 431 ");
        }
    }

    private static TlsListener https(String hostname, TlsOptions options) {
        return new TlsListener.Https(
                "https-" + hostname,
                new HostnamePattern(hostname),
                new TlsTermination(List.of(Certificates.of(hostname, "EC")), null, options));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void keepsToTheOptionsOfTheListener(TlsEngine engine, boolean nativeTransport) throws Exception {
        start(engine, nativeTransport);
        String suite = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256";
        serve(
                https(
                        "new.example.com",
                        new TlsOptions(TlsOptions.Version.TLS_1_3, List.of(), List.of("h2", "http/1.1"))),
                https(
                        "one.example.com",
                        new TlsOptions(TlsOptions.Version.TLS_1_2, List.of(suite), List.of("http/1.1"))));
        assertThatThrownBy(() -> TlsClient.connect(proxy.port, "new.example.com", "TLSv1.2"))
                .isInstanceOf(IOException.class);
        for (String[] served : new String[][] {
            {"new.example.com", "TLSv1.3"},
            {"one.example.com", "TLSv1.3"},
            {"one.example.com", "TLSv1.2"}
        }) {
            try (SSLSocket socket = TlsClient.connect(proxy.port, served[0], served[1])) {
                assertThat(get(socket, served[0])).startsWith("HTTP/1.1 200");
                if (served[1].equals("TLSv1.2")) {
                    assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
                }
            }
        }
        assertThat(alpn("new.example.com")).isEqualTo("h2");
        assertThat(alpn("one.example.com")).isEqualTo("http/1.1");
    }

    /** What is selected for a client that speaks both. */
    private String alpn(String sni) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), proxy.port);
        try (SSLSocket socket =
                (SSLSocket) TlsClient.trustAll().getSocketFactory().createSocket(plain, null, proxy.port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(sni)));
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getApplicationProtocol();
        }
    }
}
