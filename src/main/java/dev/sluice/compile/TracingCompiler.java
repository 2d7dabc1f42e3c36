package dev.sluice.compile;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.XTelemetryPolicy;
import dev.sluice.routing.Backend;
import dev.sluice.routing.SpanAttribute;
import dev.sluice.routing.SpanCollector;
import dev.sluice.routing.SpanProperty;
import dev.sluice.routing.Tracing;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Fraction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles {@code TracingConfig} of one policy. */
final class TracingCompiler {
    private static final String FIELD = "spec.tracing";
    private static final String SERVICE_NAME = "sluice";

    /** What OpenTelemetry allows of a span, unless something else is set. */
    private static final int MOST_ATTRIBUTES = 128;

    private final BackendRefs refs;
    private final List<Problem> invalid = new ArrayList<>();
    private final List<Problem> unresolved = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    private TracingCompiler(BackendRefs refs) {
        this.refs = refs;
    }

    static CompiledTracing compile(XTelemetryPolicy policy, BackendRefs refs) {
        XTelemetryPolicy.Tracing tracing =
                policy.getSpec() == null ? null : policy.getSpec().tracing();
        if (tracing == null) {
            return CompiledTracing.NONE;
        }
        refs.beginRoute();
        return new TracingCompiler(refs).compile(tracing, ResourceKey.of(policy));
    }

    private CompiledTracing compile(XTelemetryPolicy.Tracing tracing, ResourceKey policy) {
        boolean enabled = isEnabled(tracing.mode(), FIELD + ".mode", false);
        XTelemetryPolicy.Provider provider = tracing.provider();
        if (!enabled || provider == null) {
            if (enabled) {
                invalid.add(new Problem(Reason.INVALID, FIELD + ".provider: is missing"));
            }
            return compiled(null, "");
        }
        SpanCollectors collectors = new SpanCollectors(refs, invalid, unresolved);
        Tracing.Share share = share(tracing.samplingRate(), FIELD + ".samplingRate");
        Tracing.Share parents = parents(tracing.parentBasedSampling());
        List<SpanAttribute> attributes = attributes(Objects.requireNonNullElse(tracing.attributes(), List.of()));
        return switch (collectors.backend(provider, policy)) {
            case Backend.Service service -> {
                SpanCollector collector = collectors.collector(
                        provider, service, Objects.requireNonNullElse(tracing.serviceName(), SERVICE_NAME), policy);
                yield compiled(
                        new Tracing(
                                policy.namespace() + "/" + policy.name(),
                                collector,
                                share,
                                parents,
                                Objects.requireNonNullElse(tracing.spanName(), ""),
                                attributes),
                        unknown.isEmpty()
                                ? ""
                                : "left out, because a proxy does not know them, are " + Problem.join(", ", unknown));
            }
            case Backend.Invalid(String reason) -> compiled(null, reason);
        };
    }

    private CompiledTracing compiled(@Nullable Tracing tracing, String remark) {
        return new CompiledTracing(
                invalid.isEmpty() && unresolved.isEmpty() ? tracing : null,
                remark,
                invalid,
                unresolved,
                List.copyOf(refs.lookups()));
    }

    /** @param byDefault what ImplementationDefault means */
    private boolean isEnabled(@Nullable String mode, String field, boolean byDefault) {
        return switch (Objects.requireNonNullElse(mode, "ImplementationDefault")) {
            case "Enabled" -> true;
            case "Disabled" -> false;
            case "ImplementationDefault" -> byDefault;
            default -> {
                invalid.add(new Problem(
                        Reason.UNSUPPORTED_VALUE,
                        field + ": \"" + FieldSyntax.printable(String.valueOf(mode))
                                + "\" is not supported; supported are Enabled, Disabled and ImplementationDefault"));
                yield false;
            }
        };
    }

    private Tracing.@Nullable Share parents(XTelemetryPolicy.@Nullable ParentBasedSampling sampling) {
        String field = FIELD + ".parentBasedSampling";
        if (sampling == null) {
            return Tracing.Share.ALL;
        }
        return isEnabled(sampling.mode(), field + ".mode", true)
                ? share(sampling.samplingRate(), field + ".samplingRate")
                : null;
    }

    private Tracing.Share share(@Nullable Fraction fraction, String field) {
        if (fraction == null) {
            return Tracing.Share.ALL;
        }
        int numerator = Objects.requireNonNullElse(fraction.getNumerator(), 0);
        int denominator = Objects.requireNonNullElse(fraction.getDenominator(), 100);
        if (denominator < 1 || numerator < 0 || numerator > denominator) {
            invalid.add(new Problem(
                    Reason.INVALID, field + ": " + numerator + " of " + denominator + " requests is no share of them"));
        }
        return new Tracing.Share(numerator, denominator);
    }

    private List<SpanAttribute> attributes(List<XTelemetryPolicy.Attribute> given) {
        if (given.size() > MOST_ATTRIBUTES) {
            invalid.add(new Problem(
                    Reason.UNSUPPORTED_VALUE,
                    FIELD + ".attributes: has " + given.size() + " entries; a span takes " + MOST_ATTRIBUTES));
            return List.of();
        }
        List<SpanAttribute> attributes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            XTelemetryPolicy.Attribute attribute = given.get(i);
            String field = FIELD + ".attributes[" + i + "]";
            String name = Objects.requireNonNullElse(attribute.name(), "");
            if (name.isEmpty() || !names.add(name)) {
                invalid.add(new Problem(
                        Reason.INVALID,
                        field + ".name: " + (name.isEmpty() ? "is missing" : name + " stands there twice")));
            }
            SpanAttribute.Source source = source(attribute, field);
            if (source != null) {
                attributes.add(new SpanAttribute(name, source));
            }
        }
        return attributes;
    }

    private SpanAttribute.@Nullable Source source(XTelemetryPolicy.Attribute attribute, String field) {
        String type = Objects.requireNonNullElse(attribute.sourceType(), "");
        String value =
                switch (type) {
                    case "Literal" -> attribute.literalValue();
                    case "Header" -> attribute.headerName();
                    case "Attribute" -> attribute.attributeKey();
                    default -> "";
                };
        SpanAttribute.Source source =
                switch (type) {
                    case "Literal" -> value == null ? null : new SpanAttribute.Source.Literal(value);
                    case "Header" ->
                        value == null || !FieldSyntax.isName(value)
                                ? null
                                : new SpanAttribute.Source.Header(value.toLowerCase(Locale.ROOT));
                    case "Attribute" -> value == null ? null : SpanProperty.source(value);
                    default -> null;
                };
        if (source == null && type.equals("Attribute") && value != null) {
            // GEP-4768, "Attributes and Portability": what a proxy does not know is left out, and said.
            unknown.add(FieldSyntax.printable(value));
        } else if (source == null) {
            invalid.add(new Problem(
                    Reason.INVALID,
                    field + ": sourceType has to be Literal, Header or Attribute, and literalValue, headerName or"
                            + " attributeKey to be given accordingly"));
        }
        return source;
    }
}
