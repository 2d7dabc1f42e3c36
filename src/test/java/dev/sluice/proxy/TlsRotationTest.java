package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.listener;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proxy.ProxySettings.TlsEngine;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.TlsListener;
import dev.sluice.routing.TlsTermination;
import io.netty.handler.ssl.OpenSsl;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** New certificates on a listener that is in use. */
class TlsRotationTest {
    private static final int ROTATIONS = 12;
    private static final String HOST = "a.example.com";
    private static final TestAuthority CA = new TestAuthority("servers");

    static Stream<TlsEngine> engines() {
        return Stream.of(TlsEngine.JDK, TlsEngine.OPENSSL)
                .filter(engine -> engine == TlsEngine.JDK || OpenSsl.isAvailable());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void dropNoConnectionAndAreShownToTheNext(TlsEngine engine) throws Exception {
        try (Proxy proxy = new Proxy(ProxySettings.defaults().with(engine));
                EchoBackend echo = new EchoBackend(proxy.vertx, "one")) {
            proxy.endpoint("one", echo.port());
            List<SSLSocket> open = new ArrayList<>();
            for (int rotation = 0; rotation < ROTATIONS; rotation++) {
                serve(proxy, "certificate-" + rotation, rotation % 2 == 0);
                SSLSocket next = TlsClient.connect(proxy.port, HOST, rotation % 3 == 0 ? "TLSv1.2" : "TLSv1.3");
                assertThat(TlsClient.shown(next)).isEqualTo("CN=certificate-" + rotation);
                open.add(next);
                for (SSLSocket socket : open) {
                    assertThat(get(socket)).as("after rotation %s", rotation).startsWith("HTTP/1.1 200");
                }
            }
            for (SSLSocket socket : open) {
                socket.close();
            }
            assertThat(proxy.recorder.bugs).isEmpty();
        }
    }

    private static void serve(Proxy proxy, String name, boolean rsa) {
        TestAuthority.Request request = CA.issue(name).dns(HOST);
        TlsListener https = new TlsListener.Https(
                "https",
                new HostnamePattern(HOST),
                new TlsTermination(List.of((rsa ? request.rsa() : request).make())));
        var report = proxy.serve(new PortBinding(
                Tables.socket(proxy.port),
                "default/gateway",
                443,
                new PortRoutes.Tls(
                        List.of(https), new HttpPort(List.of(listener("https", HOST, prefix("/", backend("one"))))))));
        assertThat(report.failures()).isEmpty();
        assertThat(report.listenerFailures()).isEmpty();
    }

    private static String get(SSLSocket socket) throws Exception {
        return new RawClient(socket)
                .send("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n")
                .readResponse();
    }
}
