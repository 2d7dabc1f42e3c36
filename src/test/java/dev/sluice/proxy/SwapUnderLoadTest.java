package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.binding;
import static dev.sluice.proxy.Tables.listener;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Candidate;
import dev.sluice.routing.PortBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two hundred tables a second for ten seconds, each with other rules, another socket that comes and goes, and moving
 * endpoints, while clients ask on kept connections, on new ones and in one long stream: nothing fails and nothing goes
 * to the wrong backend.
 */
@Tag("load")
class SwapUnderLoadTest {
    private static final int SWAPS = 2_000;
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong requests = new AtomicLong();

    @Test
    void losesNothing() throws Exception {
        int other = Ports.free();
        try (Proxy proxy = new Proxy();
                EchoBackend a = new EchoBackend(proxy.vertx, "a");
                EchoBackend a2 = new EchoBackend(proxy.vertx, "a");
                EchoBackend b = new EchoBackend(proxy.vertx, "b");
                RawBackend streaming = new RawBackend((connection, _) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    while (!over.get()) {
                        connection.send("4\r\ntick\r\n");
                        LockSupport.parkNanos(INTERVAL);
                    }
                    connection.send("0\r\n\r\n").readAll();
                })) {
            proxy.endpoint("a", a.port(), a2.port()).endpoint("b", b.port()).endpoint("s", streaming.port());
            proxy.serve(table(proxy.port, 0));
            List<Thread> clients = new ArrayList<>();
            for (String name : List.of("a", "b", "a", "b")) {
                clients.add(Thread.ofVirtual().start(() -> kept(proxy, name)));
            }
            clients.add(Thread.ofVirtual().start(() -> fresh(proxy, "a")));
            clients.add(Thread.ofVirtual().start(() -> stream(proxy)));

            long next = System.nanoTime();
            for (int i = 1; i <= SWAPS; i++) {
                List<PortBinding> bindings = new ArrayList<>(List.of(table(proxy.port, i)));
                if (i % 2 == 0) {
                    bindings.add(table(other, i));
                }
                proxy.plane.serve(Tables.table(bindings.toArray(new PortBinding[0])));
                if (i % 10 == 0) {
                    proxy.endpoint("a", i % 20 == 0 ? a.port() : a2.port());
                }
                next += INTERVAL;
                LockSupport.parkNanos(next - System.nanoTime());
            }
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(wrong).isEmpty();
            assertThat(requests.get()).isGreaterThan(1_000);
            assertThat(proxy.recorder.bugs).isEmpty();
            assertThat(proxy.recorder.finished)
                    .allSatisfy(request -> assertThat(request.error()).isNull());
        }
    }

    /** The same routing in every table, among rules that differ. */
    private static PortBinding table(int port, int number) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < number % 7; i++) {
            candidates.add(prefix("/noise-" + number + "-" + i, backend("nowhere")));
        }
        candidates.add(prefix("/a", backend("a")));
        candidates.add(prefix("/b", backend("b")));
        candidates.add(prefix("/s", backend("s")));
        return binding(port, listener("http", "", candidates.toArray(new Candidate[0])));
    }

    private void kept(Proxy proxy, String name) {
        try (RawClient client = proxy.client()) {
            while (!over.get()) {
                ask(client, name);
            }
        } catch (Exception e) {
            wrong.add(name + ": " + e);
        }
    }

    private void fresh(Proxy proxy, String name) {
        while (!over.get()) {
            try (RawClient client = proxy.client()) {
                ask(client, name);
            } catch (Exception e) {
                wrong.add(name + " on a new connection: " + e);
                return;
            }
        }
    }

    private void ask(RawClient client, String name) throws Exception {
        long number = requests.incrementAndGet();
        String path = "/" + name + "/" + number;
        String response = client.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody")
                .readResponse();
        if (!response.startsWith("HTTP/1.1 200 ") || !response.endsWith(name + " POST " + path + " body")) {
            wrong.add(path + ": " + response);
        }
    }

    private void stream(Proxy proxy) {
        try (RawClient client = proxy.client()) {
            client.send("GET /s HTTP/1.1\r\nHost: x\r\n\r\n").readHead();
            String body = client.readUntil("0\r\n\r\n");
            if (!body.matches("(4\r\ntick\r\n)+0\r\n\r\n")) {
                wrong.add("stream: " + body);
            }
        } catch (Exception e) {
            wrong.add("stream: " + e);
        }
    }
}
