package dev.sluice.explain;

import dev.sluice.compile.Statuses;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.XTelemetryPolicy;
import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.SpanAttribute;
import dev.sluice.routing.SpanCollector;
import dev.sluice.routing.Tracing;
import dev.sluice.routing.request.TraceContext;
import dev.sluice.status.Condition;
import dev.sluice.status.PolicyStatus;
import dev.sluice.status.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says how a request to a Gateway is traced, or why it is not. */
final class TracingExplainer {
    private static final String TRACEPARENT = "traceparent";

    private final ResourceSnapshot snapshot;
    private final Statuses statuses;
    private final Function<EndpointKey, Collection<Endpoint>> endpoints;

    TracingExplainer(
            ResourceSnapshot snapshot, Statuses statuses, Function<EndpointKey, Collection<Endpoint>> endpoints) {
        this.snapshot = snapshot;
        this.statuses = statuses;
        this.endpoints = endpoints;
    }

    /** @param gateway {@code namespace/name} */
    TracingExplanation explain(@Nullable Tracing tracing, Question question, String gateway) {
        return tracing == null ? whyNot(gateway) : how(tracing, question);
    }

    private static String said(PolicyStatus.Ancestor ancestor) {
        return ancestor.conditions().stream()
                .filter(condition -> !condition.isWell() || condition.type().equals(Condition.ACCEPTED))
                .map(condition -> condition.message() + ".")
                .collect(Collectors.joining(" "));
    }

    private TracingExplanation whyNot(String gateway) {
        Map<String, String> counting = new TreeMap<>();
        for (Map.Entry<ResourceKey, Statuses.Generated<PolicyStatus>> policy :
                statuses.policies().entrySet()) {
            if (policy.getKey().kind().equals(XTelemetryPolicy.KIND)) {
                for (PolicyStatus.Ancestor ancestor : policy.getValue().status().ancestors()) {
                    if (isOf(ancestor, gateway) && !isBehindAnother(ancestor)) {
                        counting.put(
                                policy.getKey().namespace() + "/"
                                        + policy.getKey().name(),
                                said(ancestor));
                    }
                }
            }
        }
        return counting.entrySet().stream()
                .findFirst()
                .map(policy -> TracingExplanation.none(policy.getKey(), policy.getValue()))
                .orElseGet(() -> TracingExplanation.none("", "No XTelemetryPolicy is for Gateway " + gateway + "."));
    }

    private static boolean isOf(PolicyStatus.Ancestor ancestor, String gateway) {
        return gateway.equals(ancestor.ancestorRef().namespace() + "/"
                + ancestor.ancestorRef().name());
    }

    private static boolean isBehindAnother(PolicyStatus.Ancestor ancestor) {
        return ancestor.conditions().stream()
                .anyMatch(condition -> condition.reason().equals(Reason.CONFLICTED));
    }

    private TracingExplanation how(Tracing tracing, Question question) {
        String text = question.header(TRACEPARENT);
        TraceContext client = text == null ? null : TraceContext.parse(text);
        List<String> details = new ArrayList<>();
        details.add(sent(tracing.collector()));
        if (!tracing.collector().headers().isEmpty()) {
            details.add("with the headers "
                    + tracing.collector().headers().stream()
                            .map(HeaderChanges.Header::name)
                            .collect(Collectors.joining(", ")));
        }
        if (!tracing.spanName().isEmpty()) {
            details.add("named " + tracing.spanName());
        }
        if (!tracing.attributes().isEmpty()) {
            details.add("attributes beside the usual ones: "
                    + tracing.attributes().stream()
                            .map(attribute -> attribute.name() + " (" + source(attribute.source()) + ")")
                            .collect(Collectors.joining(", ")));
        }
        String unknown = unknown(tracing);
        if (!unknown.isEmpty()) {
            details.add("left out, because a proxy does not know them: " + unknown);
        }
        return new TracingExplanation(
                tracing.policy(), tracing.share(client).toString(), cause(tracing, text, client), details);
    }

    private static String cause(Tracing tracing, @Nullable String text, @Nullable TraceContext client) {
        if (client == null) {
            return text == null
                    ? "It begins a trace, for it has no traceparent."
                    : "It begins a trace, for its traceparent is not valid.";
        }
        if (tracing.parents() == null) {
            return "It goes on with its client's trace, but what the client records makes no difference.";
        }
        return client.sampled()
                ? "Its traceparent says that the client has recorded its part."
                : "Its traceparent says that the client has not recorded its part.";
    }

    private String sent(SpanCollector collector) {
        Backend.Service service = collector.backend();
        Collection<Endpoint> ready = endpoints.apply(service.endpoints());
        return "sent by " + collector.encoding() + (service.tls() == null ? "" : " in TLS") + " to "
                + service.endpoints() + " as service " + collector.serviceName() + ": " + Outcomes.describe(ready)
                + (ready.isEmpty() ? ", so that spans are dropped" : "");
    }

    /** The attributes that the policy asks for and the table has not. */
    private String unknown(Tracing tracing) {
        int slash = tracing.policy().indexOf('/');
        XTelemetryPolicy policy = snapshot.get(
                XTelemetryPolicy.class,
                tracing.policy().substring(0, slash),
                tracing.policy().substring(slash + 1));
        if (policy == null
                || policy.getSpec() == null
                || policy.getSpec().tracing() == null
                || policy.getSpec().tracing().attributes() == null) {
            return "";
        }
        Set<String> known =
                tracing.attributes().stream().map(SpanAttribute::name).collect(Collectors.toSet());
        return policy.getSpec().tracing().attributes().stream()
                .filter(attribute -> attribute.name() != null && !known.contains(attribute.name()))
                .map(attribute -> attribute.name() + " (" + attribute.attributeKey() + ")")
                .collect(Collectors.joining(", "));
    }

    /** Not the value of a literal, which may be a credential. */
    private static String source(SpanAttribute.Source source) {
        return switch (source) {
            case SpanAttribute.Source.Literal _ -> "literal";
            case SpanAttribute.Source.Header(String name) -> "header " + name;
            case SpanAttribute.Source.RequestHeader(String name) -> "request header " + name;
            case SpanAttribute.Source.ResponseHeader(String name) -> "response header " + name;
            case SpanAttribute.Source.Property(var property) -> property.key();
        };
    }
}
