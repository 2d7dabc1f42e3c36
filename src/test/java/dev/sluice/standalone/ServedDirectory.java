package dev.sluice.standalone;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.proxy.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory with one route, served, with a backend. Every version of the route marks its answers by a header. */
final class ServedDirectory implements AutoCloseable {
    private final HttpServer backend;
    private final RunningStandalone running;
    private final int port;

    ServedDirectory(Path directory) throws IOException {
        backend = backend();
        port = Ports.free();
        Files.writeString(
                directory.resolve("gateway.yaml"),
                ExampleFiles.gateway(port, backend.getAddress().getPort()));
        FileChange.WRITTEN_IN_PLACE.make(directory, 0);
        running = new RunningStandalone(directory, _ -> {});
    }

    /** Answers everything by the word {@code backend}. */
    static HttpServer backend() throws IOException {
        HttpServer backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", exchange -> {
            byte[] body = "backend".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        backend.start();
        return backend;
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        running.close();
        backend.stop(0);
    }
}
