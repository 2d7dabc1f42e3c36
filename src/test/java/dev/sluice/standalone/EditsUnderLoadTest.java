package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred edits of a file while clients ask on kept connections: each takes effect, and no request fails. */
class EditsUnderLoadTest {
    private static final int EDITS = 100;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    Path directory;

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger newest = new AtomicInteger(-1);

    @Test
    void everyEditCountsAndNoRequestFails() throws Exception {
        try (ServedDirectory served = new ServedDirectory(directory)) {
            awaitOpen(served.port());
            Thread[] clients = new Thread[2];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = Thread.ofVirtual().start(() -> ask(served.port()));
            }
            for (int version = 1; version <= EDITS; version++) {
                if (version % 2 == 0) {
                    served.replace(version);
                } else {
                    served.writeInPlace(version);
                }
                awaitVersion(version);
            }
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(wrong).isEmpty();
        }
    }

    private static void awaitOpen(int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        while (true) {
            try (KeptConnection client = new KeptConnection(port)) {
                client.ask();
                return;
            } catch (ConnectException closed) {
                assertThat(System.nanoTime()).as("the port opens").isLessThan(end);
                Thread.sleep(5);
            }
        }
    }

    private void ask(int port) {
        int last = 0;
        try (KeptConnection client = new KeptConnection(port)) {
            while (!over.get()) {
                int version = client.ask();
                if (version < last) {
                    wrong.add("version " + version + " after " + last);
                }
                last = version;
                newest.accumulateAndGet(version, Math::max);
            }
        } catch (IOException e) {
            wrong.add(e.toString());
            over.set(true);
        }
    }

    private void awaitVersion(int version) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        while (newest.get() < version && !over.get()) {
            assertThat(System.nanoTime())
                    .as("version " + version + " is served")
                    .isLessThan(end);
            Thread.sleep(1);
        }
        assertThat(wrong).isEmpty();
    }
}
