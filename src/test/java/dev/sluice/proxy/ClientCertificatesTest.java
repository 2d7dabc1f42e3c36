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
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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
}
