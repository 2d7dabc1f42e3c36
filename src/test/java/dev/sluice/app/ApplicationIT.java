package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.standalone.ExampleFiles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as a process of its own: what a user starts. */
class ApplicationIT {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch slowRequestArrived = new CountDownLatch(1);
    private final CountDownLatch slowAnswerAllowed = new CountDownLatch(1);
    private HttpServer backend;
    private int port;
    private int managementPort;
    private Process process;

    @BeforeEach
    void startBackend() throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        backend.createContext("/", exchange -> {
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                slowRequestArrived.countDown();
                try {
                    slowAnswerAllowed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            byte[] body = "backend".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        backend.start();
        port = freePort();
        managementPort = freePort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        slowAnswerAllowed.countDown();
        backend.stop(0);
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        client.close();
    }

    private Process start(Path output, List<String> options, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private void writeRoute(String hostname) throws IOException {
        Path next = directory.resolve("route.yaml.new");
        Files.writeString(next, ExampleFiles.route("route", hostname, 1));
        Files.move(next, directory.resolve("route.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeGateway() throws IOException {
        Files.writeString(
                directory.resolve("gateway.yaml"),
                ExampleFiles.gateway(port, backend.getAddress().getPort()));
    }

    private HttpResponse<String> get(String path, int toPort) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + toPort + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private int status(String path, int toPort) throws IOException, InterruptedException {
        try {
            return get(path, toPort).statusCode();
        } catch (ConnectException e) {
            return 0;
        }
    }

    private void await(int expected, String path, int toPort) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        int actual;
        do {
            assertThat(process.isAlive()).as("the application runs").isTrue();
            actual = status(path, toPort);
            // Gives the processors to the other process.
            process.waitFor(20, TimeUnit.MILLISECONDS);
        } while (actual != expected && System.nanoTime() - end < 0);
        assertThat(actual).as(path).isEqualTo(expected);
    }

    private void awaitOutput(Path output, String expected) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.readString(output).contains(expected) && System.nanoTime() - end < 0) {
            assertThat(process.isAlive()).as("the application runs").isTrue();
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        assertThat(Files.readString(output)).contains(expected);
    }

    @Test
    void commandsAnswerWithoutBindingAPort() throws Exception {
        Path output = directory.resolve("output");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<String> options = List.of("-Dsluice.management-port=" + taken.getLocalPort());
            process = start(output, options, "--version");
            assertThat(process.waitFor()).isZero();
            assertThat(Files.readString(output)).startsWith("sluice ").doesNotContain("Quarkus");
            process = start(output, options, "--help");
            assertThat(process.waitFor()).isZero();
            assertThat(Files.readString(output)).contains("standalone", "operator", "validate");
            process = start(output, options, "frobnicate");
            assertThat(process.waitFor()).isEqualTo(2);
        }
    }

    /** 0 for yes, 1 for no, 2 for a question that cannot be answered. */
    @Test
    void commandsAnswerByTheirExitCode() throws Exception {
        writeGateway();
        writeRoute("www.example.com");
        String served = directory.toString();
        assertExit(0, "Everything is as it should be.", "validate", served);
        assertExit(0, "HTTPRoute/default/route/0", "explain", "-f", served, "http://www.example.com:" + port + "/");
        assertExit(1, "answer: 404", "explain", "-f", served, "http://www.example.org:" + port + "/");
        assertExit(2, "cannot read", "explain", "-f", served + "/nowhere", "http://www.example.com/");
        assertExit(2, "cannot read", "validate", served + "/nowhere");
        Files.delete(directory.resolve("gateway.yaml"));
        assertExit(1, "NoSuchParent", "validate", served);
    }

    private void assertExit(int code, String output, String... arguments) throws Exception {
        Path file = Files.createTempFile("sluice", ".log");
        process = start(file, List.of(), arguments);
        assertThat(process.waitFor()).as(() -> String.join(" ", arguments)).isEqualTo(code);
        assertThat(file).content().contains(output);
        Files.delete(file);
    }

    @Test
    void aStartThatCannotWorkSaysWhyInALine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            List<String> free = List.of("-Dsluice.management-port=" + managementPort);
            assertRefused(
                    1, "the management port", List.of("-Dsluice.management-port=" + taken.getLocalPort()), directory);
            assertRefused(2, "nowhere does not exist", free, directory.resolve("nowhere"));
            assertRefused(
                    2, "sluice.proxy.times.head is \"soon\"", List.of("-Dsluice.proxy.times.head=soon"), directory);
            assertRefused(2, "\"10.0.0.0/99\"", List.of("-Dsluice.standalone.addresses=10.0.0.0/99"), directory);
        }
    }

    private void assertRefused(int code, String message, List<String> options, Path served) throws Exception {
        Path output = Files.createTempFile("sluice", ".log");
        process = start(output, options, "standalone", served.toString());
        assertThat(process.waitFor()).isEqualTo(code);
        assertThat(Files.readString(output))
                .startsWith("sluice: ")
                .contains(message)
                .hasLineCount(1);
        Files.delete(output);
    }

    @Test
    void servesADirectoryFollowsItAndDrains() throws Exception {
        writeGateway();
        writeRoute("127.0.0.1");
        Path output = Files.createTempFile("sluice", ".log");
        process = start(
                output,
                List.of(
                        "-Dsluice.management-port=" + managementPort,
                        "-Dsluice.proxy.drain-timeout=20s",
                        "-Dsluice.access-log.format=json"),
                "standalone",
                directory.toString());
        await(200, "/health/ready", managementPort);
        assertThat(get("/asked?token=secret", port).body()).isEqualTo("backend");
        awaitOutput(output, "\"path\":\"/asked\",\"protocol\":");
        assertThat(Files.readString(output))
                .contains("\"backend\":\"default/backend:80\"")
                .doesNotContain("secret");
        assertThat(status("/health/live", managementPort)).isEqualTo(200);
        assertThat(status("/health/started", managementPort)).isEqualTo(200);
        assertThat(status("/health/ready", port))
                .as("nothing of management on data ports")
                .isEqualTo(200);
        assertThat(get("/debug/routes", managementPort).body()).contains("HTTPRoute/default/route/0");
        assertThat(get("/debug/endpoints", managementPort).body()).contains("default/backend:80");
        String request = URLEncoder.encode("GET http://127.0.0.1:" + port + "/", StandardCharsets.UTF_8);
        assertThat(get("/debug/explain?request=" + request, managementPort).body())
                .contains("\"served\" : true", "HTTPRoute/default/route/0", "127.0.0.1:");
        assertThat(get("/debug/explain", managementPort).statusCode()).isEqualTo(400);
        String metrics = get("/metrics", managementPort).body();
        assertThat(metrics)
                .contains(
                        "sluice_requests_total{code=\"2xx\",kind=\"HTTPRoute\",namespace=\"default\",route=\"route\"}");
        assertThat(DocumentedMetrics.documented().entrySet())
                .containsAll(DocumentedMetrics.scraped(metrics).entrySet());

        writeRoute("other.example.com");
        await(404, "/", port);
        writeRoute("127.0.0.1");
        await(200, "/", port);
        Files.writeString(directory.resolve("route.yaml"), "kind: [");
        awaitOutput(output, "route.yaml");
        await(200, "/", port);

        CompletableFuture<HttpResponse<String>> inFlight = client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/slow"))
                        .build(),
                BodyHandlers.ofString());
        slowRequestArrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroy();
        await(503, "/health/ready", managementPort);
        await(0, "/", port);
        slowAnswerAllowed.countDown();
        assertThat(inFlight.get(PATIENCE_SECONDS, TimeUnit.SECONDS).body()).isEqualTo("backend");
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).contains("default/gateway").doesNotContain("Exception");
        Files.delete(output);
    }
}
