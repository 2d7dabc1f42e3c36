package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.listener;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Needed;
import dev.sluice.proxy.ProxySettings.TlsEngine;
import dev.sluice.routing.ClientValidation;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.routing.TlsListener;
import dev.sluice.routing.TlsOptions;
import dev.sluice.routing.TlsTermination;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The certificates that listeners ask their clients for, with both engines. */
class ClientCertificatesTest {
    private static final TestAuthority CLIENTS = new TestAuthority("clients");
    private static final TestAuthority OTHER = new TestAuthority("others");
    private static final ServerCertificate SERVER =
            new TestAuthority("servers").issue("server").dns("a.example.com").make();

    private Proxy proxy;
    private EchoBackend echo;

    static Stream<TlsEngine> engines() {
        return Stream.of(TlsEngine.JDK, TlsEngine.OPENSSL)
                .filter(engine -> engine == TlsEngine.JDK || OpenSsl.isAvailable());
    }

    private void start(TlsEngine engine) {
        proxy = new Proxy(ProxySettings.defaults().with(engine));
        echo = new EchoBackend(proxy.vertx, "one");
        proxy.endpoint("one", echo.port());
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        echo.close();
        proxy.close();
    }

    private static ClientValidation validation(TestAuthority authority, boolean insecure) {
        return new ClientValidation(authority.pem() + insecure, authority.pem(), insecure);
    }

    private static TlsListener https(String hostname, ClientValidation clients) {
        return new TlsListener.Https(
                hostname,
                new HostnamePattern(hostname),
                new TlsTermination(List.of(SERVER), clients, TlsOptions.DEFAULT));
    }

    private void serve(TlsListener... listeners) {
        List<HttpListener> http = Stream.of(listeners)
                .map(tls -> listener(tls.name(), tls.hostname().text(), prefix("/", backend("one"))))
                .toList();
        var report = proxy.serve(new PortBinding(
                Tables.socket(proxy.port),
                "default/gateway",
                443,
                new PortRoutes.Tls(List.of(listeners), new HttpPort(http))));
        assertThat(report.failures()).isEmpty();
        assertThat(report.listenerFailures()).isEmpty();
    }

    /** A request in a connection of its own; what fails in TLS fails here at the latest when the answer is read. */
    private String get(String sni, String protocol, ServerCertificate certificate) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = certificate == null ? null : new KeyManager[] {CertificateKeys.of(List.of(certificate))};
        context.init(keys, TlsClient.trustingAll(), null);
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), proxy.port);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, proxy.port, true)) {
            socket.setSoTimeout(10_000);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {protocol});
            parameters.setServerNames(List.of(new SNIHostName(sni)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new RawClient(socket)
                    .send("GET / HTTP/1.1\r\nHost: " + sni + "\r\n\r\n")
                    .readResponse();
        }
    }

    private void assertRefused(String sni, ServerCertificate certificate) {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            assertThatThrownBy(() -> get(sni, protocol, certificate))
                    .as("%s with %s in %s", sni, certificate, protocol)
                    .isInstanceOf(IOException.class);
        }
        assertThat(echo.seen()).isEmpty();
    }

    private void assertServed(String sni, ServerCertificate certificate) throws Exception {
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            assertThat(get(sni, protocol, certificate)).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void acceptsOnlyWhoHasAValidCertificate(TlsEngine engine) throws Exception {
        start(engine);
        serve(https("a.example.com", validation(CLIENTS, false)));
        assertRefused("a.example.com", null);
        assertRefused("a.example.com", OTHER.issue("c").make());
        assertRefused("a.example.com", CLIENTS.issue("c").expired().make());
        assertRefused("a.example.com", CLIENTS.issue("c").notYet().make());
        assertRefused("a.example.com", CLIENTS.issue("c").selfSigned().make());
        assertRefused("a.example.com", CLIENTS.issue("c").forServersOnly().make());
        assertServed("a.example.com", CLIENTS.issue("c").make());
        assertServed("a.example.com", CLIENTS.issue("c").rsa().make());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void acceptsAnyoneWithTheInsecureFallback(TlsEngine engine) throws Exception {
        start(engine);
        serve(https("a.example.com", validation(CLIENTS, true)));
        assertServed("a.example.com", null);
        assertServed("a.example.com", OTHER.issue("c").make());
        assertServed("a.example.com", CLIENTS.issue("c").expired().make());
        assertServed("a.example.com", CLIENTS.issue("c").make());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void asksEachListenersClientsByItself(TlsEngine engine) throws Exception {
        start(engine);
        serve(
                https("a.example.com", validation(CLIENTS, false)),
                https("b.example.com", validation(OTHER, false)),
                https("open.example.com", null));
        assertRefused("a.example.com", OTHER.issue("c").make());
        assertRefused("b.example.com", CLIENTS.issue("c").make());
        assertServed("a.example.com", CLIENTS.issue("c").make());
        assertServed("b.example.com", OTHER.issue("c").make());
        assertServed("open.example.com", null);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void newAuthoritiesCountForNewConnections(TlsEngine engine) throws Exception {
        start(engine);
        serve(https("a.example.com", validation(OTHER, false)));
        assertRefused("a.example.com", CLIENTS.issue("c").make());
        serve(https("a.example.com", validation(CLIENTS, false)));
        assertServed("a.example.com", CLIENTS.issue("c").make());
    }

    /** How certificates are shut out, for there are no lists of revoked ones. */
    @ParameterizedTest
    @MethodSource("engines")
    void authoritiesAreReplacedSideBySide(TlsEngine engine) throws Exception {
        start(engine);
        String both = OTHER.pem() + CLIENTS.pem();
        serve(https("a.example.com", new ClientValidation(both, both, false)));
        assertServed("a.example.com", CLIENTS.issue("stolen").make());
        assertServed("a.example.com", OTHER.issue("new").make());
        echo.seen().clear();
        serve(https("a.example.com", validation(OTHER, false)));
        assertRefused("a.example.com", CLIENTS.issue("stolen").make());
        assertServed("a.example.com", OTHER.issue("new").make());
    }

    /** With openssl: a ticket of one listener, or of the time before a change, is shown to one that asks for more. */
    @ParameterizedTest
    @MethodSource("engines")
    void ticketsOpenNoOtherListener(TlsEngine engine, @TempDir Path directory) throws Exception {
        Needed.program("openssl");
        start(engine);
        serve(https("open.example.com", null), https("a.example.com", validation(CLIENTS, false)));
        for (String protocol : List.of("-tls1_2", "-tls1_3")) {
            Path ticket = directory.resolve("ticket" + protocol);
            assertThat(openssl("open.example.com", protocol, "-sess_out", ticket))
                    .contains("HTTP/1.1 200");
            assertThat(ticket).exists();
            assertThat(openssl("open.example.com", protocol, "-sess_in", ticket))
                    .contains("HTTP/1.1 200");
            assertThat(openssl("a.example.com", protocol, "-sess_in", ticket)).doesNotContain("HTTP/1.1 200");
        }
        serve(https("open.example.com", validation(CLIENTS, false)));
        for (String protocol : List.of("-tls1_2", "-tls1_3")) {
            assertThat(openssl("open.example.com", protocol, "-sess_in", directory.resolve("ticket" + protocol)))
                    .doesNotContain("HTTP/1.1 200");
        }
    }

    private String openssl(String sni, String protocol, String option, Path session) throws Exception {
        Process process = new ProcessBuilder(
                        "openssl",
                        "s_client",
                        "-connect",
                        "127.0.0.1:" + proxy.port,
                        "-servername",
                        sni,
                        protocol,
                        "-ign_eof",
                        option,
                        session.toString())
                .redirectErrorStream(true)
                .start();
        try (var in = process.getOutputStream()) {
            in.write(("GET / HTTP/1.1\r\nHost: " + sni + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException refused) {
            // What it said is below.
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private SSLSocket connect(String sni, ServerCertificate certificate) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = certificate == null ? null : new KeyManager[] {CertificateKeys.of(List.of(certificate))};
        context.init(keys, TlsClient.trustingAll(), null);
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), proxy.port);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, proxy.port, true);
        socket.setSoTimeout(10_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(sni)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void newRulesEndTheConnectionsOfTheOldOnes(TlsEngine engine) throws Exception {
        start(engine);
        serve(https("a.example.com", null), https("b.example.com", null));
        String get = "GET / HTTP/1.1\r\nHost: %s\r\n\r\n";
        try (RawClient waiting = new RawClient(connect("a.example.com", null));
                RawClient idle = new RawClient(connect("a.example.com", null));
                RawClient other = new RawClient(connect("b.example.com", null))) {
            assertThat(idle.send(get.formatted("a.example.com")).readResponse()).startsWith("HTTP/1.1 200");
            assertThat(waiting.send(get.formatted("a.example.com")).readResponse())
                    .startsWith("HTTP/1.1 200");
            waiting.send("POST / HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 4\r\n\r\nha");
            Eventually.holds(() -> proxy.recorder.pools().pending() == 1);
            serve(https("a.example.com", validation(CLIENTS, false)), https("b.example.com", null));
            assertThat(idle.readAll()).as("what is idle is closed").isEmpty();
            assertThat(waiting.send("lf").readAll()).startsWith("HTTP/1.1 200").endsWith("POST / half");
            assertThat(other.send(get.formatted("b.example.com")).readResponse())
                    .startsWith("HTTP/1.1 200");
        }
        serve(https("a.example.com", validation(CLIENTS, false)));
        ServerCertificate certificate = CLIENTS.issue("c").make();
        try (RawClient client = new RawClient(connect("a.example.com", certificate))) {
            assertThat(client.send(get.formatted("a.example.com")).readResponse())
                    .startsWith("HTTP/1.1 200");
            serve(https("a.example.com", validation(CLIENTS, false)), https("c.example.com", null));
            serve(https("a.example.com", validation(CLIENTS, true)));
            assertThat(client.send(get.formatted("a.example.com")).readResponse())
                    .as("who is asked for no more than before stays")
                    .startsWith("HTTP/1.1 200");
            serve(https("a.example.com", validation(OTHER, false)));
            assertThat(client.readAll()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void newRulesEndHttp2ConnectionsToo(TlsEngine engine) throws Exception {
        start(engine);
        serve(https("localhost", null));
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setForceSni(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2);
        HttpClient client = proxy.vertx.createHttpClient(options);
        CountDownLatch goneAway = new CountDownLatch(1);
        HttpClientResponse response = client.request(HttpMethod.GET, proxy.port, "localhost", "/")
                .compose(HttpClientRequest::send)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
        response.request().connection().goAwayHandler(_ -> goneAway.countDown());
        serve(https("localhost", validation(CLIENTS, false)));
        assertThat(goneAway.await(20, TimeUnit.SECONDS)).isTrue();
        Eventually.holds(() -> proxy.plane.connections() == 0);
        client.close();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void backendsAreToldTheCertificateIfTheyAreToKnow(TlsEngine engine) throws Exception {
        ProxySettings.Forwarding forwarding =
                new ProxySettings.Forwarding(true, false, 0, ProxySettings.RequestIds.KEEP, "", false, true);
        proxy = new Proxy(ProxySettings.defaults().with(engine).with(forwarding));
        echo = new EchoBackend(proxy.vertx, "one");
        proxy.endpoint("one", echo.port());
        serve(
                https("a.example.com", validation(CLIENTS, false)),
                https("any.example.com", validation(CLIENTS, true)),
                https("open.example.com", null));
        ServerCertificate certificate = CLIENTS.issue("c").make();
        String forged = "GET / HTTP/1.1\r\nHost: %s\r\nClient-Cert: :AAAA:\r\nclient_cert: :AAAA:\r\n"
                + "Client-Cert-Chain: :AAAA:\r\n\r\n";
        for (String host : List.of("a.example.com", "any.example.com", "open.example.com")) {
            try (RawClient client = new RawClient(connect(host, certificate))) {
                for (int i = 0; i < 2; i++) {
                    assertThat(client.send(forged.formatted(host)).readResponse())
                            .startsWith("HTTP/1.1 200");
                    var headers = echo.last().headers();
                    assertThat(headers).doesNotContainKeys("client_cert", "client-cert-chain");
                    if (host.equals("a.example.com")) {
                        String pem = certificate.chain();
                        String base64 = pem.substring(pem.indexOf("-----\n") + 6, pem.indexOf("\n-----END"))
                                .replace("\n", "");
                        assertThat(headers).containsEntry("client-cert", ":" + base64 + ":");
                    } else {
                        assertThat(headers).doesNotContainKey("client-cert");
                    }
                }
            }
        }
    }
}
