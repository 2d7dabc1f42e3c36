package dev.sluice.proxy;

import static dev.sluice.proxy.ChangingTable.backend;
import static dev.sluice.proxy.Tables.prefix;
import static dev.sluice.proxy.Tables.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Backend.Protocol;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.Timeouts;
import io.grpc.ManagedChannel;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpVersion;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two hundred tables a second for ten seconds, each with other rules, another socket that comes and goes, and moving
 * endpoints, while clients of all protocols ask on kept connections, on new ones and in long streams: nothing fails, and
 * every answer is that of a table which was served at the time.
 */
@Tag("load")
class SwapUnderLoadTest {
    private static final int SWAPS = 2_000;
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);
    /** A machine that is busy with other things too has twice the time. */
    private static final Duration LONGEST = Duration.ofNanos(2 * SWAPS * INTERVAL);

    private static final int MOST_SWAPS = 10 * SWAPS;
    /** Each client has at least so many. */
    private static final int ANSWERS = 100;

    private final ChangingTable table = new ChangingTable();

    @Test
    void losesNothing() throws Exception {
        try (Proxy proxy = new Proxy();
                EchoBackend a = new EchoBackend(proxy.vertx, "a");
                EchoBackend a2 = new EchoBackend(proxy.vertx, "a");
                EchoBackend b = new EchoBackend(proxy.vertx, "b");
                GrpcEcho grpcA = new GrpcEcho("a");
                GrpcEcho grpcB = new GrpcEcho("b");
                RawBackend ticking = new RawBackend(this::tick);
                HttpClient webSockets = HttpClient.newHttpClient()) {
            HttpServer webSocketA = WebSocketChat.backend(proxy.vertx, "a");
            HttpServer webSocketB = WebSocketChat.backend(proxy.vertx, "b");
            proxy.endpoint("a", a.port(), a2.port())
                    .endpoint("b", b.port())
                    .endpoint("grpc-a", grpcA.port())
                    .endpoint("grpc-b", grpcB.port())
                    .endpoint("ws-a", webSocketA.actualPort())
                    .endpoint("ws-b", webSocketB.actualPort())
                    .endpoint("ticking", ticking.port());
            Listening ports = new Listening(proxy.port, Ports.free(), Ports.free());
            proxy.serve(bindings(ports, 0));
            ManagedChannel channel = GrpcEcho.channel(proxy.port);
            List<Thread> clients = clients(proxy, ports, channel, webSockets);

            long begin = System.nanoTime();
            Duration took = null;
            CompletableFuture<?> served = CompletableFuture.completedFuture(null);
            // Where the machine is busy with other things too, the clients get the time that they need.
            for (int i = 1; i <= SWAPS || (i <= MOST_SWAPS && !table.haveAll(clients.size(), ANSWERS)); i++) {
                table.begin(i);
                served = swap(proxy, ports, i);
                if (i % 10 == 0) {
                    proxy.endpoint("a", i % 20 == 0 ? a.port() : a2.port());
                }
                LockSupport.parkNanos(begin + i * INTERVAL - System.nanoTime());
                if (i == SWAPS) {
                    served.get(20, TimeUnit.SECONDS);
                    took = Duration.ofNanos(System.nanoTime() - begin);
                }
            }
            served.get(20, TimeUnit.SECONDS);
            table.end();
            for (Thread client : clients) {
                client.join();
            }
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);

            assertThat(table.wrong).isEmpty();
            assertThat(took).isLessThan(LONGEST);
            assertThat(table.haveAll(clients.size(), ANSWERS))
                    .as(() -> table.answers.toString())
                    .isTrue();
            assertThat(proxy.recorder.bugs).isEmpty();
            assertThat(proxy.recorder.finished)
                    .allSatisfy(request -> assertThat(request.error()).isNull());
        }
    }

    private CompletableFuture<?> swap(Proxy proxy, Listening ports, int number) {
        return proxy.plane
                .serve(Tables.table(bindings(ports, number)))
                .thenAccept(report -> {
                    assertThat(report.failures()).isEmpty();
                    table.served(number);
                })
                .toCompletableFuture();
    }

    /** Where the tables are served: in the clear, with TLS, and where every other one only is. */
    private record Listening(int clear, int tls, int other) {}

    private static PortBinding[] bindings(Listening ports, int number) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < number % 7; i++) {
            candidates.add(prefix("/noise-" + number + "-" + i, Tables.backend("nowhere")));
        }
        candidates.add(prefix("/ticking", Tables.backend("ticking")));
        candidates.add(marked(number, "/echo.Echo", "grpc-", Protocol.H2C));
        candidates.add(marked(number, "/socket", "ws-", Protocol.WEBSOCKET));
        candidates.add(marked(number, "/", "", Protocol.HTTP1));
        Candidate[] all = candidates.toArray(new Candidate[0]);
        List<PortBinding> bindings = new ArrayList<>();
        bindings.add(Tables.binding(ports.clear, all));
        bindings.add(Tables.tls(ports.tls, Certificates.of("swap.example.com", "EC"), all));
        if (number % 2 == 0) {
            bindings.add(Tables.binding(ports.other, all));
        }
        return bindings.toArray(new PortBinding[0]);
    }

    private static Candidate marked(int number, String path, String prefix, Protocol protocol) {
        HttpFilter mark = new HttpFilter.ResponseHeaders(new HeaderChanges(
                List.of(new HeaderChanges.Header("x-table", String.valueOf(number))), List.of(), List.of()));
        return prefix(path, rule(List.of(mark), Timeouts.NONE, Tables.backend(prefix + backend(number), protocol)));
    }

    private List<Thread> clients(Proxy proxy, Listening ports, ManagedChannel channel, HttpClient webSockets)
            throws Exception {
        HttpClientOptions http2 =
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
        HttpClientOptions tls = new HttpClientOptions(http2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustAll(true)
                .setVerifyHost(false);
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            clients.add(table.follow("HTTP/1.1 " + i, new SwapClients.Http1(proxy.client())));
            clients.add(table.follow("h2c " + i, new SwapClients.Http2(proxy.vertx, http2, ports.clear)));
            clients.add(table.follow("h2 over TLS " + i, new SwapClients.Http2(proxy.vertx, tls, ports.tls)));
        }
        clients.add(table.follow("HTTP/1.1 on new connections", () -> {
            try (RawClient client = proxy.client()) {
                return new SwapClients.Http1(client).ask();
            }
        }));
        clients.add(table.follow("gRPC", new SwapClients.Grpc(channel)));
        clients.add(table.carry("chunks", () -> ticks(proxy)));
        clients.add(table.carry("gRPC stream", () -> {
            GrpcEcho.Conversation conversation = new GrpcEcho.Conversation(channel);
            converse("gRPC stream", conversation::say, Integer.MAX_VALUE);
            assertThat(conversation.end()).isEqualTo("completed");
        }));
        clients.add(table.carry("WebSocket", () -> {
            WebSocketChat chat = new WebSocketChat(webSockets, ports.clear, "/socket");
            converse("WebSocket", chat::say, Integer.MAX_VALUE);
            assertThat(chat.close()).isEqualTo("closed 1000");
        }));
        clients.add(table.carry("new WebSockets", () -> {
            while (!table.isOver()) {
                WebSocketChat chat = new WebSocketChat(webSockets, ports.clear, "/socket");
                converse("new WebSockets", chat::say, 10);
                assertThat(chat.close()).isEqualTo("closed 1000");
            }
        }));
        return clients;
    }

    /** Says something and is answered. */
    private interface Partner {
        String say(String text) throws Exception;
    }

    /** Stays with the backend that it began with, whatever tables come. */
    private void converse(String name, Partner partner, int most) throws Exception {
        String backend = partner.say("hello").split(" ")[0];
        for (int i = 0; i < most && !table.isOver(); i++) {
            assertThat(partner.say("text " + i)).isEqualTo(backend + " text " + i);
            table.count(name);
            ChangingTable.rest();
        }
    }

    private void tick(RawClient connection, int number) throws Exception {
        connection.readHead();
        connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (!table.isOver()) {
            connection.send("4\r\ntick\r\n");
            LockSupport.parkNanos(INTERVAL);
        }
        connection.send("0\r\n\r\n").readAll();
    }

    private void ticks(Proxy proxy) throws Exception {
        try (RawClient client = proxy.client()) {
            client.send("GET /ticking HTTP/1.1\r\nHost: x\r\n\r\n").readHead();
            StringBuilder rest = new StringBuilder();
            int length;
            while ((length = Integer.parseInt(client.readUntil("\r\n").strip(), 16)) > 0) {
                rest.append(new String(client.read(length), StandardCharsets.US_ASCII));
                assertThat(client.readUntil("\r\n")).isEqualTo("\r\n");
                while (rest.length() >= 4) {
                    assertThat(rest.substring(0, 4)).isEqualTo("tick");
                    rest.delete(0, 4);
                    table.count("chunks");
                }
            }
            assertThat(rest).isEmpty();
        }
    }
}
