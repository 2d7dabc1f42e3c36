package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.binding;
import static dev.sluice.proxy.Tables.prefix;
import static dev.sluice.proxy.Tables.socket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.routing.PortBinding;
import dev.sluice.routing.ServingReport;
import dev.sluice.routing.SocketKey;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sockets that open and close with the table. */
class SocketsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Proxy proxy = new Proxy();
    private final int other = Ports.free();
    private EchoBackend echo;

    @BeforeEach
    void start() {
        echo = new EchoBackend(proxy.vertx, "one");
        proxy.endpoint("one", echo.port());
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        echo.close();
        proxy.close();
    }

    private static PortBinding one(int port) {
        return binding(port, prefix("/", backend("one")));
    }

    @Test
    void opensAndClosesWithTheTable() throws Exception {
        proxy.serve(one(proxy.port));
        assertThatThrownBy(() -> new RawClient(other)).isInstanceOf(ConnectException.class);
        for (int i = 0; i < 10; i++) {
            assertThat(proxy.serve(one(proxy.port), one(other)).failures()).isEmpty();
            try (RawClient client = new RawClient(other)) {
                assertThat(client.send(GET).readResponse()).startsWith("HTTP/1.1 200 ");
            }
            proxy.serve(one(proxy.port));
            assertThatThrownBy(() -> new RawClient(other)).isInstanceOf(ConnectException.class);
        }
    }

    /** A client that tries where the listener was, and if nobody is there where it went, is always answered. */
    @Test
    void movesToAnotherPortWithoutAGap() throws Exception {
        proxy.serve(one(proxy.port));
        int from = proxy.port;
        int to = other;
        for (int round = 0; round < 30; round++) {
            int target = to;
            CompletableFuture<Void> move = CompletableFuture.runAsync(() -> proxy.serve(one(target)));
            do {
                String answer = answer(from);
                assertThat(answer == null ? answer(to) : answer).startsWith("HTTP/1.1 200 ");
            } while (!move.isDone());
            move.get(20, TimeUnit.SECONDS);
            to = from;
            from = target;
        }
    }

    /** The answer of a new connection; null if it is refused or closed. */
    private static @Nullable String answer(int port) {
        try (RawClient client = new RawClient(port)) {
            return client.send(GET).readResponse();
        } catch (IOException closed) {
            return null;
        }
    }

    @Test
    void keepsConnectionsOfASocketThatStays() throws Exception {
        proxy.serve(one(proxy.port));
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(GET).readResponse()).startsWith("HTTP/1.1 200 ");
                proxy.serve(one(proxy.port), one(other));
                proxy.serve(one(proxy.port));
            }
        }
    }

    @Test
    void endsIdleConnectionsAndFinishesRequestsOfASocketThatGoes() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        try (RawBackend slow = new RawBackend((connection, _) -> {
            connection.readHead();
            asked.complete(null);
            goOn.get(30, TimeUnit.SECONDS);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").readAll();
        })) {
            proxy.serve(one(proxy.port));
            try (RawClient idle = proxy.client();
                    RawClient idleToo = proxy.client();
                    RawClient busy = proxy.client()) {
                idle.send(GET).readResponse();
                idleToo.send(GET).readResponse();
                proxy.endpoint("one", slow.port());
                busy.send(GET);
                asked.get(20, TimeUnit.SECONDS);
                proxy.serve();
                // Connections go to the two event loops in turn; each ends its own.
                assertThat(idle.socket.getInputStream().read()).isEqualTo(-1);
                assertThat(idleToo.socket.getInputStream().read()).isEqualTo(-1);
                assertThatThrownBy(proxy::client).isInstanceOf(ConnectException.class);
                goOn.complete(null);
                assertThat(busy.readAll())
                        .startsWith("HTTP/1.1 200 OK")
                        .contains("onnection: close")
                        .endsWith("ok");
            }
        }
    }

    @Test
    void saysSoIfAPortIsTakenAndOpensItWhenItIsFreed() throws Exception {
        CompletableFuture<ServingReport> later = new CompletableFuture<>();
        proxy.plane.onChange(later::complete);
        try (ServerSocket taken = new ServerSocket(other, 1, InetAddress.getLoopbackAddress())) {
            ServingReport report = proxy.serve(one(proxy.port), one(other));
            assertThat(report.failures()).hasSize(1).containsEntry(socket(other), "address already in use");
            try (RawClient client = proxy.client()) {
                assertThat(client.send(GET).readResponse()).startsWith("HTTP/1.1 200 ");
            }
            // Still taken at the next table.
            assertThat(proxy.serve(one(proxy.port), one(other)).failures()).containsKey(socket(other));
            assertThat(taken.isBound()).isTrue();
        }
        assertThat(later.get(20, TimeUnit.SECONDS).failures()).isEmpty();
        try (RawClient client = new RawClient(other)) {
            assertThat(client.send(GET).readResponse()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void triesAgainAtTheNextTable() throws Exception {
        try (ServerSocket taken = new ServerSocket(other, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThat(proxy.serve(one(other)).failures()).containsKey(socket(other));
        }
        assertThat(proxy.serve(one(other)).failures()).isEmpty();
    }

    @Test
    void saysSoIfTheAddressIsNotOurs() {
        var foreign = new SocketKey(SocketKey.Transport.TCP, "192.0.2.1", other);
        PortBinding routes = one(other);
        ServingReport report = proxy.serve(new PortBinding(foreign, "default/a", 80, routes.routes()));
        assertThat(report.failures()).containsEntry(foreign, "the address is not one of this machine's");
    }

    @Test
    void takesNewEndpointsAtTheNextRequest() throws Exception {
        proxy.serve(one(proxy.port));
        try (RawClient client = proxy.client();
                EchoBackend two = new EchoBackend(proxy.vertx, "two")) {
            assertThat(client.send(GET).readResponse()).endsWith("one GET / ");
            proxy.endpoint("one", two.port());
            assertThat(client.send(GET).readResponse()).endsWith("two GET / ");
            proxy.endpoint("one");
            assertThat(client.send(GET).readResponse()).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void closesIdleConnectionsToEndpointsThatAreGone() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try (RawBackend backend = new RawBackend((connection, _) -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").readAll();
            closed.complete(null);
        })) {
            proxy.endpoint("one", backend.port());
            proxy.serve(one(proxy.port));
            try (RawClient client = proxy.client()) {
                client.send(GET).readResponse();
                proxy.endpoint("one");
                closed.get(20, TimeUnit.SECONDS);
            }
        }
    }
}
