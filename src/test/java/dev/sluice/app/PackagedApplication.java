package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What was packaged, as a process that the test talks to. */
final class PackagedApplication implements AutoCloseable {
    static final long PATIENCE_SECONDS = 60;
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    final HttpClient client = HttpClient.newHttpClient();
    final Process process;
    private final Path output;

    /** @param output gets what it prints */
    PackagedApplication(Path output, List<String> options, String... arguments) throws IOException {
        this.output = output;
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    HttpResponse<String> get(String path, int port) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    /** The status of the answer; 0 if the port is closed. */
    int status(String path, int port) throws IOException, InterruptedException {
        try {
            return get(path, port).statusCode();
        } catch (ConnectException e) {
            return 0;
        }
    }

    void await(int expected, String path, int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        int actual;
        do {
            assertRuns();
            actual = status(path, port);
            // Gives the processors to the other process.
            process.waitFor(20, TimeUnit.MILLISECONDS);
        } while (actual != expected && System.nanoTime() - end < 0);
        assertThat(actual).as(path).isEqualTo(expected);
    }

    void awaitOutput(String expected) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!output().contains(expected) && System.nanoTime() - end < 0) {
            assertRuns();
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        assertThat(output()).contains(expected);
    }

    private void assertRuns() {
        assertThat(process.isAlive()).as("the application runs").isTrue();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
        client.close();
    }
}
