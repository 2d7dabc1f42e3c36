package dev.sluice.app;

import dev.sluice.explain.Explainer;
import dev.sluice.explain.Explanation;
import dev.sluice.explain.ExplanationDocument;
import dev.sluice.explain.ExplanationText;
import dev.sluice.explain.Question;
import dev.sluice.routing.request.PathNormalisation;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * {@code /debug/explain?request=GET+https://host/path&header=name:+value&gateway=namespace/name}: why the live table
 * answers a request as it does; in JSON, or as text with {@code Accept: text/plain}. 400 for what is no request.
 */
final class ExplanationPage {
    private final PathNormalisation normalisation;

    ExplanationPage(PathNormalisation normalisation) {
        this.normalisation = normalisation;
    }

    void answer(RoutingContext context, Mode mode) {
        LatestState.Served served = mode.served();
        if (served == null) {
            context.response().setStatusCode(503).end("nothing is compiled here yet\n");
            return;
        }
        List<String> requests = context.queryParam("request");
        List<String> gateways = context.queryParam("gateway");
        Explanation explanation;
        try {
            if (requests.isEmpty()) {
                throw new IllegalArgumentException(
                        "the parameter 'request' is missing, such as" + " request=GET+https://www.example.com/a");
            }
            explanation = new Explainer(
                            served.compilation().table(),
                            key -> List.of(mode.endpoints().of(key)),
                            served.compilation().resources(),
                            served.statuses())
                    .explain(
                            Question.parse(requests.getFirst(), context.queryParam("header"), normalisation),
                            gateways.isEmpty() ? null : gateways.getFirst());
        } catch (IllegalArgumentException e) {
            context.response().setStatusCode(400).end(e.getMessage() + "\n");
            return;
        }
        String accept = context.request().getHeader("Accept");
        boolean text = accept != null && accept.startsWith("text/plain");
        context.response()
                .putHeader("Sluice-Served", Boolean.toString(explanation.isServed()))
                .putHeader("Content-Type", text ? "text/plain; charset=utf-8" : "application/json")
                .end(
                        text
                                ? ExplanationText.of(explanation)
                                : Json.encodePrettily(ExplanationDocument.of(explanation)) + "\n");
    }
}
