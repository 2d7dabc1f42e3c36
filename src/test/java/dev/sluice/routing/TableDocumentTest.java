package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.sluice.routing.HttpMatch.HeaderMatch;
import dev.sluice.routing.HttpMatch.QueryParamMatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableDocumentTest {
    private static final HeaderChanges CHANGES = new HeaderChanges(
            List.of(new HeaderChanges.Header("Authorization", "secret-1")),
            List.of(new HeaderChanges.Header("X-Key", "secret-2")),
            List.of("cookie"));

    private static final Tracing TRACING = new Tracing(
            "default/policy",
            new SpanCollector(
                    new Backend.Service(new EndpointKey("default", "collector", 4317), Backend.Protocol.H2C),
                    SpanCollector.Encoding.GRPC,
                    List.of(new HeaderChanges.Header("x-token", "secret-6")),
                    "sluice"),
            Tracing.Share.ALL,
            null,
            "",
            List.of(new SpanAttribute("tenant", new SpanAttribute.Source.Literal("secret-7"))));

    private static RouteTable table() {
        HttpMatch match = new HttpMatch(
                new PathMatch.Prefix("/visible"),
                null,
                List.of(
                        new HeaderMatch("x-api-key", new ValueMatch.Exact("secret-3")),
                        new HeaderMatch("x-pattern", new ValueMatch.Regex(Pattern.compile("secret-4.*"))),
                        new HeaderMatch("content-type", new ValueMatch.MediaType("application/grpc"))),
                List.of(new QueryParamMatch("token", new ValueMatch.Exact("secret-5"))));
        RouteRule rule = new RouteRule(
                new RuleId("HTTPRoute", "default", "route", 0, ""),
                List.of(new HttpFilter.RequestHeaders(CHANGES), new HttpFilter.ResponseHeaders(CHANGES)),
                new Backends(List.of(new Backends.Weighted(
                        1, new Backend.Invalid("none"), List.of(new HttpFilter.RequestHeaders(CHANGES))))),
                Timeouts.NONE);
        HostRoutes host = new HostRoutes(HostnamePattern.ANY, List.of(new Candidate(match, rule)));
        HttpPort port = new HttpPort(List.of(new HttpListener("http", HostnamePattern.ANY, List.of(host))));
        PortBinding binding = new PortBinding(
                new SocketKey(SocketKey.Transport.TCP, "127.0.0.1", 80), "default/gw", 80, new PortRoutes.Http(port));
        return new RouteTable(1, List.of(binding.tracedBy(TRACING)));
    }

    @Test
    void theFormForPeopleHasNoCredentials() {
        String text = TableDocument.withoutCredentials(table()).toString();
        assertThat(text)
                .doesNotContain("secret")
                .contains("Authorization", "X-Key", "cookie", "x-api-key", "token", "/visible", "application/grpc")
                .contains("x-token", "default/collector:4317", "tenant")
                .contains("<withheld>");
    }

    @Test
    void theWholeFormHasThem() {
        String text = TableDocument.of(table()).toString();
        assertThat(text)
                .contains("secret-1", "secret-2", "secret-3", "secret-4.*", "secret-5", "secret-6", "secret-7")
                .doesNotContain("<withheld>");
    }
}
