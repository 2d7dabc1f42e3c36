package dev.sluice.compile;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.XBackend;
import dev.sluice.resources.XTelemetryPolicy;
import dev.sluice.routing.Backend;
import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.SpanCollector;
import dev.sluice.routing.SpanCollector.Encoding;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendObjectReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles {@code TracingProvider}: who gets the spans, and how. */
final class SpanCollectors {
    private static final String FIELD = "spec.tracing.provider";

    /** The port that is registered for OTLP/HTTP. */
    private static final int OTLP_HTTP = 4318;

    /** What the protocol itself needs, or what concerns one connection alone (RFC 9110, section 7.6.1). */
    private static final Set<String> RESERVED = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final BackendRefs refs;
    private final List<Problem> invalid;
    private final List<Problem> unresolved;

    SpanCollectors(BackendRefs refs, List<Problem> invalid, List<Problem> unresolved) {
        this.refs = refs;
        this.invalid = invalid;
        this.unresolved = unresolved;
    }

    /** Where it leads, which is nowhere if it does not resolve. */
    Backend backend(XTelemetryPolicy.Provider provider, ResourceKey policy) {
        return refs.resolve(
                provider.backendRef(),
                new RuleId(XTelemetryPolicy.KIND, policy.namespace(), policy.name(), 0, ""),
                FIELD + ".backendRef",
                unresolved);
    }

    /**
     * Who gets the spans.
     *
     * <p>The policy does not say by which transport of OTLP: the protocol of the Service's port does, or the XBackend's.
     * Without one the number does that is registered for OTLP/HTTP; everything else is OTLP/gRPC.
     */
    SpanCollector collector(
            XTelemetryPolicy.Provider provider, Backend.Service to, String serviceName, ResourceKey policy) {
        Encoding encoding =
                switch (to.protocol()) {
                    case H2C -> Encoding.GRPC;
                    case HTTP1 -> speaksHttp(provider.backendRef(), policy) ? Encoding.HTTP : Encoding.GRPC;
                    case WEBSOCKET, TCP, UDP -> {
                        unresolved.add(new Problem(
                                Reason.UNSUPPORTED_PROTOCOL,
                                FIELD + ".backendRef: " + to.endpoints()
                                        + " speaks neither gRPC nor HTTP, and spans are sent by OTLP"));
                        yield Encoding.HTTP;
                    }
                };
        return new SpanCollector(
                encoding == Encoding.GRPC
                        ? new Backend.Service(to.endpoints(), Backend.Protocol.H2C, to.tls())
                        : new Backend.Service(to.endpoints(), to.protocol(), to.tls()),
                encoding,
                headers(provider),
                serviceName);
    }

    private boolean speaksHttp(@Nullable BackendObjectReference reference, ResourceKey policy) {
        if (reference == null) {
            return false;
        }
        String namespace = Objects.requireNonNullElse(reference.getNamespace(), policy.namespace());
        if (XBackend.KIND.equals(reference.getKind())) {
            CompiledXBackend.Target target = refs.xBackends().target(namespace, reference.getName());
            return target != null
                    && (!target.protocol().isEmpty()
                            || (target.endpoints() != null && target.endpoints().port() == OTLP_HTTP));
        }
        String protocol = appProtocol(refs.snapshot().get(Service.class, namespace, reference.getName()), reference);
        return protocol.isEmpty() || protocol.equals("tcp")
                ? Objects.equals(reference.getPort(), OTLP_HTTP)
                : protocol.startsWith("http");
    }

    private static String appProtocol(@Nullable Service service, BackendObjectReference reference) {
        for (ServicePort port :
                service == null ? List.<ServicePort>of() : service.getSpec().getPorts()) {
            if (Objects.equals(port.getPort(), reference.getPort()) && port.getAppProtocol() != null) {
                return port.getAppProtocol().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private List<HeaderChanges.Header> headers(XTelemetryPolicy.Provider provider) {
        List<HeaderChanges.Header> headers = new ArrayList<>();
        List<HTTPHeader> given = Objects.requireNonNullElse(provider.headers(), List.of());
        for (int i = 0; i < given.size(); i++) {
            String field = FIELD + ".headers[" + i + "]";
            String name = Objects.requireNonNullElse(given.get(i).getName(), "").toLowerCase(Locale.ROOT);
            String value = Objects.requireNonNullElse(given.get(i).getValue(), "");
            if (!FieldSyntax.isName(name)) {
                invalid(field + ".name: \"" + FieldSyntax.printable(name) + "\" is not a name of a header");
            } else if (RESERVED.contains(name) || name.startsWith("grpc-")) {
                invalid(field + ".name: " + name + " belongs to the protocol that spans are sent by; remove it");
            } else if (!FieldSyntax.isValue(value)) {
                invalid(field + ".value: has characters that no header can carry");
            } else {
                headers.add(new HeaderChanges.Header(name, FieldSyntax.withoutOuterSpace(value)));
            }
        }
        return headers;
    }

    private void invalid(String message) {
        invalid.add(new Problem(Reason.INVALID, message));
    }
}
