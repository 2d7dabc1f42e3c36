package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.Compiler;
import dev.sluice.explain.Explainer;
import dev.sluice.explain.Explanation;
import dev.sluice.explain.PortExplanation;
import dev.sluice.explain.Question;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.TlsListener;
import dev.sluice.routing.request.EncodedSlashes;
import dev.sluice.routing.request.PathNormalisation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Explanations, which compare one match after the other, come to the same end as the table's index. */
class GoldenExplanationTest {
    private static final PathNormalisation PATHS = new PathNormalisation(true, EncodedSlashes.KEEP);

    @TestFactory
    Stream<DynamicTest> explanationsSayWhatTheTableDoes() {
        return GoldenCase.all().stream()
                .filter(golden -> !golden.exchanges().isEmpty())
                .map(golden -> DynamicTest.dynamicTest(golden.name(), () -> check(golden)));
    }

    private static void check(GoldenCase golden) {
        Compilation compilation = new Compiler(golden.settings()).compile(golden.snapshot(), 1);
        var endpoints = golden.endpoints(compilation.table());
        Explainer explainer = new Explainer(
                compilation.table(),
                key -> endpoints.getOrDefault(key, List.of()),
                golden.snapshot(),
                compilation.statuses());
        for (GoldenCase.GoldenExchange exchange : golden.exchanges()) {
            GoldenRequest request = exchange.request();
            if (!isPlain(request) || !isHttp(compilation, request)) {
                continue;
            }
            SelectedAnswer selected = SelectedAnswer.of(compilation.table(), golden, request);
            Explanation explanation = explainer.explain(question(request), request.gateway());
            if (selected.status() == 0) {
                assertThat(explanation.isServed()).as(request.toString()).isFalse();
                continue;
            }
            PortExplanation port = explanation.ports().getFirst();
            String chosen = port.rules().isEmpty() || !port.rules().getLast().isChosen()
                    ? null
                    : port.rules().getLast().rule();
            assertThat(chosen).as(request.toString()).isEqualTo(selected.rule());
            if (selected.status() > 0) {
                assertThat(port.outcome().answer())
                        .as(request.toString())
                        .isEqualTo(selected.status() == 200 ? "forwarded" : Integer.toString(selected.status()));
            }
            assertThat(port.outcome().remedy().isEmpty())
                    .as("a remedy for errors alone: " + request)
                    .isEqualTo(selected.status() >= 0 && selected.status() < 400);
        }
    }

    /** What a client asks for in one URL: no Host beside the SNI, no port in the Host. */
    private static boolean isPlain(GoldenRequest request) {
        return (request.sni() == null || request.sni().equals(request.host()))
                && !request.host().isEmpty()
                && request.host().indexOf(':') < 0
                && request.path().startsWith("/");
    }

    private static boolean isHttp(Compilation compilation, GoldenRequest request) {
        return compilation.table().ports().stream()
                .filter(port -> port.listenerPort() == request.port())
                .allMatch(port -> isHttp(port.routes(), request));
    }

    private static boolean isHttp(PortRoutes routes, GoldenRequest request) {
        return switch (routes) {
            case PortRoutes.Http http -> request.sni() == null;
            case PortRoutes.Tls tls ->
                request.sni() != null && !(tls.listeners().get(request.sni()) instanceof TlsListener.Stream);
            case PortRoutes.Tcp tcp -> false;
            case PortRoutes.Udp udp -> false;
        };
    }

    private static Question question(GoldenRequest request) {
        List<String> headers = new ArrayList<>();
        request.headers().forEach(header -> headers.add(header.name() + ": " + header.value()));
        String scheme = request.sni() == null ? "http" : "https";
        return Question.parse(
                request.method() + " " + scheme + "://" + request.host() + ":" + request.port() + request.path(),
                headers,
                PATHS);
    }
}
