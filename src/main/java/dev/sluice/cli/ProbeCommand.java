package dev.sluice.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code sluice probe}: a health check for places that can only run a program, in an image without a shell. */
final class ProbeCommand {
    private static final String DEFAULT = "http://127.0.0.1:9000/health/ready";
    private static final int OK = 200;

    private final PrintWriter out;
    private final PrintWriter err;

    ProbeCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    static CommandSpec spec() {
        return SluiceCommand.command(
                        "probe",
                        "Ask a URL, and exit with 0 only if the answer is 200.",
                        "By default the readiness of the Sluice on this machine: a health check for containers.")
                .addOption(OptionSpec.builder("--timeout")
                        .paramLabel("SECONDS")
                        .type(int.class)
                        .defaultValue("5")
                        .description("How long the answer may take; ${DEFAULT-VALUE} by default.")
                        .build())
                .addPositional(PositionalParamSpec.builder()
                        .paramLabel("URL")
                        .index("0")
                        .arity("0..1")
                        .type(URI.class)
                        .defaultValue(DEFAULT)
                        .description("${DEFAULT-VALUE} by default.")
                        .build());
    }

    /** Returns the exit code. */
    int run(CommandSpec command, ParseResult parsed) {
        URI url = parsed.matchedPositionalValue(0, URI.create(DEFAULT));
        int seconds = parsed.matchedOptionValue("--timeout", 5);
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new ParameterException(command.commandLine(), url + " is not a URL of http or https");
        }
        if (seconds < 1) {
            throw new ParameterException(command.commandLine(), "--timeout must be at least 1");
        }
        Duration patience = Duration.ofSeconds(seconds);
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(patience).build()) {
            HttpResponse<Void> response =
                    client.send(HttpRequest.newBuilder(url).timeout(patience).build(), BodyHandlers.discarding());
            out.println(url + " answers " + response.statusCode());
            return response.statusCode() == OK ? 0 : 1;
        } catch (IOException e) {
            err.println("sluice: " + url + " does not answer: " + (e.getMessage() == null ? e : e.getMessage()));
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
