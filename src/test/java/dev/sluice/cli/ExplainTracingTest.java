package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code sluice explain} says of the traces of a request. */
class ExplainTracingTest {
    private static final Path FILES = Path.of("src/test/resources/explain/tracing.yaml");
    private static final String CLIENT = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0";

    private static String explain(String gateway, String... options) {
        StringWriter out = new StringWriter();
        List<String> arguments = new ArrayList<>(
                List.of("explain", "-f", FILES.toString(), "-g", "default/" + gateway, "http://www.example.com/"));
        arguments.addAll(List.of(options));
        new SluiceCommand(InputStream.nullInputStream(), new PrintWriter(out), new PrintWriter(new StringWriter()))
                .run(false, arguments.toArray(String[]::new));
        return out.toString();
    }

    private static JsonNode document(String gateway) throws IOException {
        return new ObjectMapper().readTree(explain(gateway, "-o", "json")).at("/ports/0/tracing");
    }

    @Test
    void saysHowManyAreRecordedAndWhereSpansGoWithWhat() {
        assertThat(explain("traced").lines())
                .containsSequence(
                        "  tracing: 5 of 100 recorded, by XTelemetryPolicy default/traced."
                                + " It begins a trace, for it has no traceparent.",
                        "    sent by OTLP/gRPC to default/otel:4317 as service front-door:"
                                + " no endpoint is ready, so that spans are dropped",
                        "    with the headers authorization",
                        "    named ingress request",
                        "    attributes beside the usual ones: team (literal), user (header x-user-id),"
                                + " verb (http.request.method), asked (request header x-user-id),"
                                + " told (response header etag)",
                        "    left out, because a proxy does not know them: tool (gen_ai.tool.name)");
        assertThat(explain("clients-do-not-decide"))
                .contains(
                        "sent by OTLP/HTTP to default/otel:4318 as service sluice: 1 endpoint is ready: 10.0.0.1:4318")
                .doesNotContain("dropped", "attributes", "named");
    }

    @Test
    void showsNoCredentials() {
        assertThat(explain("traced") + explain("traced", "-o", "json"))
                .doesNotContain("of-the-shop", "Bearer-of-the-collector");
    }

    @Test
    void heedsWhatTheClientHasRecorded() {
        assertThat(explain("traced", "-H", CLIENT + "1"))
                .contains("tracing: 1 of 2 recorded", "Its traceparent says that the client has recorded its part.");
        assertThat(explain("traced", "-H", CLIENT + "0"))
                .contains("tracing: 0 of 100 recorded", "says that the client has not recorded its part.");
        assertThat(explain("traced", "-H", CLIENT))
                .contains("tracing: 5 of 100 recorded", "It begins a trace, for its traceparent is not valid.");
        assertThat(explain("clients-do-not-decide", "-H", CLIENT + "0"))
                .contains("tracing: 1 of 1000 recorded", "what the client records makes no difference");
    }

    @Test
    void answersOfTheGatewayItselfAreTracedToo() {
        assertThat(explain("traced", "-H", "Host: www.example.org"))
                .contains("No listener of this port has a hostname")
                .contains("tracing: 5 of 100 recorded");
    }

    @Test
    void saysWhyNothingIsTraced() {
        assertThat(explain("no-policy"))
                .contains("tracing: none. No XTelemetryPolicy is for Gateway default/no-policy.")
                .doesNotContain("Not as it should be");
        assertThat(explain("disabled"))
                .contains("tracing: none, by XTelemetryPolicy default/disabled. The policy is in force:"
                        + " nothing is traced.")
                .contains("XTelemetryPolicy default/late, Gateway default/disabled: Accepted is False (Conflicted)")
                .doesNotContain("default/lost");
        assertThat(explain("lost"))
                .contains("tracing: none, by XTelemetryPolicy default/lost. The policy is valid, but nothing is traced")
                .contains("XTelemetryPolicy default/lost, Gateway default/lost: ResolvedRefs is False");
    }

    @Test
    void isPartOfTheDocument() throws IOException {
        JsonNode tracing = document("traced");
        assertThat(tracing.at("/traced").asBoolean()).isTrue();
        assertThat(tracing.at("/policy").asText()).isEqualTo("default/traced");
        assertThat(tracing.at("/recorded").asText()).isEqualTo("5 of 100");
        assertThat(tracing.at("/cause").asText()).startsWith("It begins a trace");
        assertThat(tracing.at("/details/0").asText()).startsWith("sent by OTLP/gRPC");
        JsonNode none = document("disabled");
        assertThat(none.at("/traced").asBoolean(true)).isFalse();
        assertThat(none.at("/policy").asText()).isEqualTo("default/disabled");
        assertThat(none.has("recorded")).isFalse();
        assertThat(document("no-policy").has("policy")).isFalse();
    }
}
