package dev.sluice.routing;

import dev.sluice.routing.TableDocument.Detail;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The serial form of what is traced, part of {@link TableDocument}, which {@link TableReader} reads back. */
final class TracingDocument {
    private TracingDocument() {}

    static Map<String, Object> of(Tracing tracing, RuleDocument rules, Detail detail) {
        SpanCollector collector = tracing.collector();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("policy", tracing.policy());
        map.put("collector", RuleDocument.service(collector.backend()));
        map.put("encoding", collector.encoding().name());
        if (!collector.headers().isEmpty()) {
            map.put("headers", rules.headers(collector.headers()));
        }
        map.put("serviceName", collector.serviceName());
        map.put("share", of(tracing.share()));
        if (tracing.parents() != null) {
            map.put("parents", of(tracing.parents()));
        }
        if (!tracing.spanName().isEmpty()) {
            map.put("spanName", tracing.spanName());
        }
        if (!tracing.attributes().isEmpty()) {
            map.put(
                    "attributes",
                    tracing.attributes().stream()
                            .map(attribute -> of(attribute, detail))
                            .toList());
        }
        return map;
    }

    private static Map<String, Object> of(Tracing.Share share) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("numerator", share.numerator());
        map.put("denominator", share.denominator());
        return map;
    }

    private static Map<String, Object> of(SpanAttribute attribute, Detail detail) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", attribute.name());
        switch (attribute.source()) {
            case SpanAttribute.Source.Literal(String value) ->
                map.put("literal", detail == Detail.WITHOUT_CREDENTIALS ? TableDocument.WITHHELD : value);
            case SpanAttribute.Source.Header(String name) -> map.put("header", name);
            case SpanAttribute.Source.RequestHeader(String name) -> map.put("requestHeader", name);
            case SpanAttribute.Source.ResponseHeader(String name) -> map.put("responseHeader", name);
            case SpanAttribute.Source.Property(SpanProperty property) -> map.put("property", property.name());
        }
        return map;
    }

    static @Nullable Tracing read(@Nullable DocumentFields tracing) {
        return tracing == null
                ? null
                : new Tracing(
                        tracing.text("policy"),
                        new SpanCollector(
                                RuleReader.service(tracing.fields("collector")),
                                SpanCollector.Encoding.valueOf(tracing.text("encoding")),
                                RuleReader.headers(tracing, "headers"),
                                tracing.text("serviceName")),
                        share(tracing.fields("share")),
                        tracing.has("parents") ? share(tracing.fields("parents")) : null,
                        tracing.has("spanName") ? tracing.text("spanName") : "",
                        attributes(tracing));
    }

    private static Tracing.Share share(DocumentFields share) {
        return new Tracing.Share(share.integer("numerator"), share.integer("denominator"));
    }

    private static List<SpanAttribute> attributes(DocumentFields tracing) {
        return tracing.list("attributes").stream()
                .map(attribute -> new SpanAttribute(attribute.text("name"), source(attribute)))
                .toList();
    }

    private static SpanAttribute.Source source(DocumentFields attribute) {
        if (attribute.has("literal")) {
            return new SpanAttribute.Source.Literal(attribute.text("literal"));
        }
        if (attribute.has("header")) {
            return new SpanAttribute.Source.Header(attribute.text("header"));
        }
        if (attribute.has("requestHeader")) {
            return new SpanAttribute.Source.RequestHeader(attribute.text("requestHeader"));
        }
        return attribute.has("responseHeader")
                ? new SpanAttribute.Source.ResponseHeader(attribute.text("responseHeader"))
                : new SpanAttribute.Source.Property(SpanProperty.valueOf(attribute.text("property")));
    }
}
