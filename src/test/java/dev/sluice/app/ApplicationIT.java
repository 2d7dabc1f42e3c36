package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.proxy.Ports;
import dev.sluice.standalone.ExampleFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    @TempDir
    Path directory;

    private final CountDownLatch slowRequestArrived = new CountDownLatch(1);
    private final CountDownLatch slowAnswerAllowed = new CountDownLatch(1);
    private HttpServer backend;
    private int port;
    private int managementPort;
    private PackagedApplication application;

    @BeforeEach
    void startBackend() throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        backend.createContext("/", exchange -> {
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                slowRequestArrived.countDown();
                try {
                    slowAnswerAllowed.await(PackagedApplication.PATIENCE_SECONDS, TimeUnit.SECONDS);
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
        port = Ports.free();
        managementPort = Ports.free();
    }

    @AfterEach
    void stop() throws InterruptedException {
        slowAnswerAllowed.countDown();
        backend.stop(0);
        if (application != null) {
            application.close();
        }
    }

    /** How a page of the management port answers to a Host. */
    private String statusLineFor(String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), managementPort)) {
            socket.getOutputStream()
                    .write(("GET /debug/routes HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    private int run(Path output, List<String> options, String... arguments) throws Exception {
        try (PackagedApplication command = new PackagedApplication(output, options, arguments)) {
            return command.process.waitFor();
        }
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

    @Test
    void commandsAnswerWithoutBindingAPort() throws Exception {
        Path output = directory.resolve("output");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<String> options = List.of("-Dsluice.management-port=" + taken.getLocalPort());
            assertThat(run(output, options, "--version")).isZero();
            assertThat(Files.readString(output)).startsWith("sluice ").doesNotContain("Quarkus");
            assertThat(run(output, options, "--help")).isZero();
            assertThat(Files.readString(output)).contains("standalone", "operator", "validate");
            assertThat(run(output, options, "frobnicate")).isEqualTo(2);
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
        assertThat(run(file, List.of(), arguments))
                .as(() -> String.join(" ", arguments))
                .isEqualTo(code);
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
        assertThat(run(output, options, "standalone", served.toString())).isEqualTo(code);
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
        application = new PackagedApplication(
                output,
                List.of(
                        "-Dsluice.management-port=" + managementPort,
                        "-Dsluice.proxy.drain-timeout=20s",
                        "-Dsluice.access-log.format=json"),
                "standalone",
                directory.toString());
        application.await(200, "/health/ready", managementPort);
        assertThat(application.get("/asked?token=secret", port).body()).isEqualTo("backend");
        application.awaitOutput("\"path\":\"/asked\",\"protocol\":");
        assertThat(application.output())
                .contains("\"backend\":\"default/backend:80\"")
                .doesNotContain("secret");
        assertThat(application.status("/health/live", managementPort)).isEqualTo(200);
        assertThat(application.status("/health/started", managementPort)).isEqualTo(200);
        assertThat(application.status("/health/ready", port))
                .as("nothing of management on data ports")
                .isEqualTo(200);
        assertThat(application.get("/debug/routes", managementPort).body()).contains("HTTPRoute/default/route/0");
        assertThat(application.get("/debug/endpoints", managementPort).body()).contains("default/backend:80");
        String request = URLEncoder.encode("GET http://127.0.0.1:" + port + "/", StandardCharsets.UTF_8);
        assertThat(application
                        .get("/debug/explain?request=" + request, managementPort)
                        .body())
                .contains(
                        "\"served\" : true",
                        "HTTPRoute/default/route/0",
                        "127.0.0.1:",
                        "No XTelemetryPolicy is for Gateway");
        assertThat(application.get("/debug/explain", managementPort).statusCode())
                .isEqualTo(400);
        assertThat(statusLineFor("localhost:" + managementPort)).contains(" 200 ");
        assertThat(statusLineFor("[::1]:" + managementPort)).contains(" 200 ");
        assertThat(statusLineFor("attacker.example.com:" + managementPort)).contains(" 403 ");
        String metrics = application.get("/metrics", managementPort).body();
        assertThat(metrics)
                .contains(
                        "sluice_requests_total{code=\"2xx\",kind=\"HTTPRoute\",namespace=\"default\",route=\"route\"}");
        assertThat(DocumentedMetrics.documented().entrySet())
                .containsAll(DocumentedMetrics.scraped(metrics).entrySet());

        writeRoute("other.example.com");
        application.await(404, "/", port);
        writeRoute("127.0.0.1");
        application.await(200, "/", port);
        Files.writeString(directory.resolve("route.yaml"), "kind: [");
        application.awaitOutput("route.yaml");
        application.await(200, "/", port);

        CompletableFuture<HttpResponse<String>> inFlight = application.client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/slow"))
                        .build(),
                BodyHandlers.ofString());
        slowRequestArrived.await(PackagedApplication.PATIENCE_SECONDS, TimeUnit.SECONDS);
        application.process.destroy();
        application.await(503, "/health/ready", managementPort);
        application.await(0, "/", port);
        slowAnswerAllowed.countDown();
        assertThat(inFlight.get(PackagedApplication.PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .body())
                .isEqualTo("backend");
        assertThat(application.process.waitFor(PackagedApplication.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isTrue();
        assertThat(application.output()).contains("default/gateway").doesNotContain("Exception");
        Files.delete(output);
    }
}
