package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.proxy.ProxySettings.TlsEngine;
import dev.sluice.routing.Backend;
import dev.sluice.routing.BackendTls;
import dev.sluice.routing.Backends;
import dev.sluice.routing.HostRule;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.routing.ServingReport;
import dev.sluice.routing.TlsListener;
import dev.sluice.routing.TlsTermination;
import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections in TLS that are routed by their SNI and carried as bytes, with TLS ended here or not. */
class TlsStreamTest {
    private static final String HOST = "a.example.com";
    private static final Backend.Service ONE = new Backend.Service(Tables.key("one"), Backend.Protocol.TCP);
    private static final ServerCertificate SERVER = Certificates.of(HOST, "EC");

    private Proxy proxy;
    private long generation;

    static Stream<TlsEngine> engines() {
        return Stream.of(TlsEngine.JDK, TlsEngine.OPENSSL)
                .filter(engine -> engine == TlsEngine.JDK || OpenSsl.isAvailable());
    }

    static Stream<Arguments> enginesAndHellos() {
        return engines().flatMap(engine -> Arrays.stream(SlowHello.values()).map(way -> Arguments.of(engine, way)));
    }

    private void start(TlsEngine engine) {
        proxy = new Proxy(ProxySettings.defaults().with(engine));
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        proxy.close();
    }

    private static List<HostRule> rules(Backend.Service backend) {
        return List.of(new HostRule(
                HostnamePattern.ANY, Tables.streamRule("TLSRoute", new Backends.Weighted(1, backend, List.of()))));
    }

    private static TlsListener passthrough() {
        return new TlsListener.Passthrough("passthrough", new HostnamePattern(HOST), rules(ONE));
    }

    private static TlsListener terminate(Backend.Service backend, ServerCertificate certificate) {
        return new TlsListener.Terminate(
                "terminate", new HostnamePattern(HOST), new TlsTermination(List.of(certificate)), rules(backend));
    }

    private ServingReport serve(Map<String, BackendTls> backendTls, TlsListener... listeners) {
        PortBinding binding = new PortBinding(
                Tables.socket(proxy.port),
                "default/gateway",
                443,
                new PortRoutes.Tls(List.of(listeners), new HttpPort(List.of())));
        try {
            return proxy.plane
                    .serve(new RouteTable(++generation, List.of(binding), backendTls))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private SSLSocket connect(SlowHello way) throws IOException {
        SSLSocket socket = (SSLSocket)
                TlsClient.trustAll().getSocketFactory().createSocket(way.connect(proxy.port), null, proxy.port, true);
        socket.setSoTimeout(20_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setServerNames(List.of(new SNIHostName(HOST)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    @ParameterizedTest
    @EnumSource
    void passesTheHelloOnAsItCame(SlowHello way) throws IOException {
        start(TlsEngine.JDK);
        byte[] hello = SlowHello.hello(HOST);
        byte[] sent = way.bytes(hello);
        try (var backend = new RawBackend(
                (connection, _) -> connection.send(HexFormat.of().formatHex(connection.read(sent.length)) + "\n"))) {
            proxy.endpoint("one", backend.port());
            serve(Map.of(), passthrough());
            try (RawClient client = proxy.client()) {
                way.write(hello, client.socket.getOutputStream());
                assertThat(client.readUntil("\n")).isEqualTo(HexFormat.of().formatHex(sent) + "\n");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndHellos")
    void endsTlsHoweverTheHelloComes(TlsEngine engine, SlowHello way) throws IOException {
        start(engine);
        try (var backend = new RawBackend((connection, _) -> connection.send("heard " + connection.readUntil("\n")))) {
            proxy.endpoint("one", backend.port());
            serve(Map.of(), terminate(ONE, SERVER));
            try (RawClient client = new RawClient(connect(way))) {
                assertThat(client.send("hello\n").readUntil("\n")).isEqualTo("heard hello\n");
            }
        }
    }

    /** A hello of 65,535 bytes, and what is no TLS at all. */
    @ParameterizedTest
    @MethodSource("engines")
    void refusesWhatIsTooLongOrNoHello(TlsEngine engine) throws Exception {
        start(engine);
        try (var backend = new RawBackend((connection, _) -> connection.readAll())) {
            proxy.endpoint("one", backend.port());
            for (TlsListener listener : List.of(passthrough(), terminate(ONE, SERVER))) {
                serve(Map.of(), listener);
                for (String start : List.of("160301400001ffff0303", "474554202f20485454502f312e310d0a0d0a")) {
                    try (RawClient client = proxy.client()) {
                        client.socket.getOutputStream().write(HexFormat.of().parseHex(start));
                        client.socket.getOutputStream().write(new byte[16_000]);
                        client.socket.shutdownOutput();
                        client.readAll();
                    } catch (SocketException reset) {
                        // So it can end as well.
                    }
                }
            }
            Eventually.holds(() -> proxy.plane.connections() == 0);
            assertThat(backend.connections()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void eitherSideMayEndFirstInsideOfTls(TlsEngine engine) throws IOException {
        start(engine);
        byte[] data = new byte[3_000_000];
        try (var backend = new RawBackend((connection, number) -> {
            if (number == 1) {
                int length = connection.socket.getInputStream().readAllBytes().length;
                connection.send("read " + length);
            } else {
                connection.send("nothing more from me");
                connection.socket.shutdownOutput();
                connection.socket.getInputStream().readAllBytes();
            }
        })) {
            proxy.endpoint("one", backend.port());
            serve(Map.of(), terminate(ONE, SERVER));
            try (RawClient client = new RawClient(connect(SlowHello.WHOLE))) {
                client.socket.getOutputStream().write(data);
                client.socket.shutdownOutput();
                assertThat(client.readAll()).isEqualTo("read 3000000");
            }
            try (RawClient client = new RawClient(connect(SlowHello.WHOLE))) {
                assertThat(client.readAll()).isEqualTo("nothing more from me");
                client.socket.getOutputStream().write(data);
                client.socket.shutdownOutput();
            }
            List<StreamSummary> streams = proxy.recorder.awaitStreams(2);
            assertThat(streams).allMatch(stream -> stream.error() == null && stream.received() == data.length);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void speaksTlsAnewWithBackendsThatAskForIt(TlsEngine engine) throws Exception {
        start(engine);
        TestAuthority authority = new TestAuthority("backends");
        Backend.Service encrypted = new Backend.Service(Tables.key("one"), Backend.Protocol.TCP, "default/policy");
        try (var backend = new TlsBackend(
                proxy.vertx, authority.issue("b").dns("b.example.com").make(), null)) {
            proxy.endpoint("one", backend.port());
            for (String name : List.of("b.example.com", "c.example.com")) {
                BackendTls tls = new BackendTls(
                        "default/policy",
                        name,
                        new BackendTls.Trust.Authorities(authority.pem()),
                        name,
                        List.of(),
                        new BackendTls.Identity.OfGateway());
                serve(Map.of("default/policy", tls), terminate(encrypted, SERVER));
                try (RawClient client = new RawClient(connect(SlowHello.WHOLE))) {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                    if (name.equals("b.example.com")) {
                        assertThat(client.readAll()).endsWith("sni=b.example.com version=HTTP_1_1 client=none");
                    } else {
                        assertThatThrownBy(client::readAll).isInstanceOf(IOException.class);
                    }
                }
            }
            serve(Map.of(), terminate(encrypted, SERVER));
            assertReset(HOST);
            assertThat(backend.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void saysWhyOnlyWhereNothingButHttpsIsSpoken(TlsEngine engine) throws Exception {
        start(engine);
        ServerCertificate broken = new ServerCertificate("broken", "broken", "no certificate", "no key");
        TlsListener https = new TlsListener.Https(
                "https", new HostnamePattern("h.example.com"), new TlsTermination(List.of(SERVER)));
        TlsListener brokenHttps =
                new TlsListener.Https("https", new HostnamePattern(HOST), new TlsTermination(List.of(broken)));
        serve(Map.of(), https);
        assertAlert(HOST, "unrecognized_name");
        assertThat(serve(Map.of(), brokenHttps).listenerFailures()).hasSize(1);
        assertAlert(HOST, "internal_error");
        for (TlsListener unusable :
                List.of(new TlsListener.Unusable("tls", new HostnamePattern(HOST)), terminate(ONE, broken))) {
            serve(Map.of(), https, unusable);
            assertReset(HOST);
            assertReset("b.example.com");
        }
        serve(Map.of(), https, passthrough());
        assertReset("b.example.com");
        assertReset(HOST);
    }

    private void assertAlert(String sni, String alert) {
        assertThatThrownBy(() -> TlsClient.connect(proxy.port, sni, "TLSv1.3"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining(alert);
    }

    private void assertReset(String sni) {
        assertThatThrownBy(() -> {
                    try (Socket socket = SlowHello.WHOLE.connect(proxy.port)) {
                        socket.setSoTimeout(20_000);
                        socket.getOutputStream().write(SlowHello.hello(sni));
                        socket.getInputStream().readAllBytes();
                    }
                })
                .isInstanceOf(SocketException.class);
    }
}
