package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies, trailers and interim responses, as they come. */
class StreamingTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final int MEGABYTE = 1 << 20;

    private Proxy proxy = new Proxy();

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        proxy.close();
    }

    private void route(RawBackend backend) {
        proxy.endpoint("one", backend.port()).routes(prefix("/", backend("one")));
    }

    @Test
    void sendsTheHeadOfAStreamBeforeItsFirstByte() throws Exception {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        try (RawBackend streaming = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            goOn.get(10, TimeUnit.SECONDS);
            connection.send("2\r\nhi\r\n0\r\n\r\n").readAll();
        })) {
            route(streaming);
            try (RawClient asking = proxy.client()) {
                assertThat(asking.send(GET).readHead()).startsWith("HTTP/1.1 200 OK");
                goOn.complete(null);
                assertThat(asking.readAll()).isEqualTo("2\r\nhi\r\n0\r\n\r\n");
            }
        }
    }

    @Test
    void passesEachPartOnAtOnce() throws Exception {
        try (RawBackend pingPong = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.readUntil("1\r\na\r\n");
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nA\r\n");
            connection.readUntil("1\r\nb\r\n");
            connection.send("1\r\nB\r\n");
            connection.readUntil("0\r\n\r\n");
            connection.send("0\r\n\r\n").readAll();
        })) {
            route(pingPong);
            try (RawClient client = proxy.client()) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
                client.readUntil("1\r\nA\r\n");
                client.send("1\r\nb\r\n").readUntil("1\r\nB\r\n");
                client.send("0\r\n\r\n").readUntil("0\r\n\r\n");
            }
        }
    }

    @Test
    void passesTrailersOn() throws Exception {
        try (RawBackend trailing = new RawBackend((connection, _) -> {
            String head = connection.readHead();
            assertThat(head).contains("te: trailers").contains("connection: te");
            connection.send("HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "2\r\nhi\r\n0\r\nX-Sum: 42\r\n\r\n");
        })) {
            route(trailing);
            assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE, close\r\n\r\n"))
                    .contains("Trailer: X-Sum")
                    .endsWith("2\r\nhi\r\n0\r\nX-Sum: 42\r\n\r\n");
        }
    }

    @Test
    void passes100ContinueOnOnlyWhenTheBackendSaysSo() throws Exception {
        try (RawBackend asking = new RawBackend((connection, _) -> {
            assertThat(connection.readHead().toLowerCase(Locale.ROOT)).contains("expect: 100-continue");
            connection.send("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(new String(connection.read(4), StandardCharsets.US_ASCII))
                    .isEqualTo("body");
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").readAll();
        })) {
            route(asking);
            try (RawClient client = proxy.client()) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
                assertThat(client.readHead()).startsWith("HTTP/1.1 100 Continue");
                assertThat(client.send("body").readResponse())
                        .startsWith("HTTP/1.1 200 OK")
                        .endsWith("ok");
            }
        }
    }

    @Test
    void passesARefusedExpectationOn() throws Exception {
        try (RawBackend refusing = new RawBackend((connection, _) -> {
            connection.readHead();
            connection
                    .send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                    .readAll();
        })) {
            route(refusing);
            try (RawClient client = proxy.client()) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
                assertThat(client.readHead()).startsWith("HTTP/1.1 403 ");
            }
        }
    }

    @Test
    void passesEarlyHintsOnAndDropsOtherInterimResponses() throws Exception {
        try (RawBackend hinting = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                    + "HTTP/1.1 199 Odd\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        })) {
            route(hinting);
            String response = proxy.exchange(GET);
            assertThat(response).startsWith("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK");
            assertThat(response).endsWith("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void carriesLargeBodiesBothWays(boolean nativeTransport) throws Exception {
        proxy.close();
        proxy = new Proxy(ProxySettings.defaults(), nativeTransport);
        try (RawBackend mirror = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + 20 * MEGABYTE + "\r\n\r\n");
            OutputStream out = connection.socket.getOutputStream();
            InputStream in = connection.socket.getInputStream();
            byte[] buffer = new byte[8_192];
            for (int left = 20 * MEGABYTE; left > 0; ) {
                int read = in.read(buffer);
                out.write(buffer, 0, read);
                left -= read;
            }
            connection.readAll();
        })) {
            route(mirror);
            try (RawClient client = proxy.client()) {
                Thread sender = Thread.ofVirtual().start(() -> {
                    try {
                        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + 20 * MEGABYTE + "\r\n\r\n");
                        for (int i = 0; i < 20; i++) {
                            byte[] part = new byte[MEGABYTE];
                            Arrays.fill(part, (byte) i);
                            client.socket.getOutputStream().write(part);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                client.readHead();
                for (int i = 0; i < 20; i++) {
                    assertThat(client.read(MEGABYTE)).containsOnly(i);
                }
                sender.join();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stopsReadingFromABackendWhoseClientDoesNotRead(boolean nativeTransport) throws Exception {
        proxy.close();
        proxy = new Proxy(ProxySettings.defaults(), nativeTransport);
        AtomicLong written = new AtomicLong();
        try (RawBackend flooding = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + 200L * MEGABYTE + "\r\n\r\n");
            byte[] part = new byte[65_536];
            while (written.get() < 200L * MEGABYTE) {
                connection.socket.getOutputStream().write(part);
                written.addAndGet(part.length);
            }
            connection.readAll();
        })) {
            route(flooding);
            try (RawClient client = proxy.client()) {
                client.send(GET).readHead();
                Plateau.reached(written);
                assertThat(written.get()).isLessThan(60L * MEGABYTE);
                long left = 200L * MEGABYTE;
                byte[] buffer = new byte[1 << 16];
                for (int read;
                        left > 0 && (read = client.socket.getInputStream().read(buffer)) > 0; ) {
                    left -= read;
                }
                assertThat(left).isZero();
            }
        }
    }

    @Test
    void stopsReadingFromAClientWhoseBackendDoesNotRead() throws Exception {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        AtomicLong written = new AtomicLong();
        try (RawBackend lazy = new RawBackend((connection, _) -> {
            connection.readHead();
            goOn.get(20, TimeUnit.SECONDS);
            for (long left = 200L * MEGABYTE; left > 0; ) {
                left -= connection.socket.getInputStream().skip(left);
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").readAll();
        })) {
            route(lazy);
            try (RawClient client = proxy.client()) {
                client.socket.setSoTimeout(30_000);
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + 200L * MEGABYTE + "\r\n\r\n");
                Thread.ofVirtual().start(() -> {
                    try {
                        byte[] part = new byte[65_536];
                        while (written.get() < 200L * MEGABYTE) {
                            client.socket.getOutputStream().write(part);
                            written.addAndGet(part.length);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                Plateau.reached(written);
                assertThat(written.get()).isLessThan(60L * MEGABYTE);
                goOn.complete(null);
                assertThat(client.readResponse()).endsWith("ok");
            }
        }
    }

    @Test
    void endsABodyWithoutLengthAtTheBackendsClose() throws Exception {
        try (RawBackend old = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.0 200 OK\r\n\r\nhello");
        })) {
            route(old);
            assertThat(proxy.exchange(GET))
                    .contains("transfer-encoding: chunked")
                    .endsWith("5\r\nhello\r\n0\r\n\r\n");
            assertThat(proxy.exchange("GET / HTTP/1.0\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.0 200 OK")
                    .doesNotContain("chunked")
                    .endsWith("\r\n\r\nhello");
            assertThat(proxy.exchange("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"))
                    .endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        try (RawBackend backend = new RawBackend((connection, _) -> {
            for (; ; ) {
                String head = connection.readHead();
                connection.send(
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + (head.startsWith("HEAD") ? "" : "hello"));
            }
        })) {
            route(backend);
            try (RawClient client = proxy.client()) {
                assertThat(client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").readHead())
                        .contains("Content-Length: 5");
                assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readResponse())
                        .startsWith("HTTP/1.1 200 OK")
                        .endsWith("hello");
            }
        }
    }

    @Test
    void addsNothingToResponsesThatHaveNoBody() throws Exception {
        for (String status : new String[] {"204 No Content", "304 Not Modified"}) {
            try (RawBackend backend = new RawBackend((connection, _) -> {
                connection.readHead();
                connection
                        .send("HTTP/1.1 " + status + "\r\nETag: \"1\"\r\n\r\n")
                        .readAll();
            })) {
                route(backend);
                assertThat(proxy.exchange(GET))
                        .isEqualTo("HTTP/1.1 " + status + "\r\nETag: \"1\"\r\nconnection: close\r\n\r\n");
            }
        }
    }

    @Test
    void keepsTheOrderOfPipelinedRequests() throws Exception {
        try (RawBackend backend = new RawBackend((connection, _) -> {
            for (; ; ) {
                String head = connection.readHead();
                String path = head.substring(5, head.indexOf(' ', 5));
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
            }
        })) {
            route(backend);
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            try (RawClient client = proxy.client().send(requests.toString())) {
                for (int i = 0; i < 50; i++) {
                    assertThat(client.readResponse()).endsWith("\r\n\r\n" + i);
                }
            }
        }
    }

    @Test
    void passesOnAtOnceWhatCameOfARequestBehindAnother() throws Exception {
        CompletableFuture<Void> both = new CompletableFuture<>();
        try (RawBackend backend = new RawBackend((connection, _) -> {
            connection.readHead();
            both.get(10, TimeUnit.SECONDS);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").readHead();
            connection.readUntil("half");
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").readAll();
        })) {
            route(backend);
            try (RawClient client = proxy.client()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                        + "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nhalf");
                both.complete(null);
                assertThat(client.readResponse()).endsWith("\r\n\r\n");
                assertThat(client.readResponse()).endsWith("\r\n\r\nok");
            }
        }
    }
}
