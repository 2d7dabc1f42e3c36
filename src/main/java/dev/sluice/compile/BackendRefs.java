package dev.sluice.compile;

import dev.sluice.compile.BackendTlsPolicies.Choice;
import dev.sluice.compile.BackendTlsPolicies.InForce;
import dev.sluice.resources.ReferenceGrants;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.XBackend;
import dev.sluice.routing.Backend;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.SocketKey.Transport;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendObjectReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Resolves references to backends; one that does not resolve answers 500 for its share of the requests. */
final class BackendRefs {
    private final ResourceSnapshot snapshot;
    private final ReferenceGrants grants;
    private final BackendTlsPolicies policies;
    private final XBackends xBackends;
    private final TrafficPolicies traffic;
    private final SharedBackends shared;
    private final List<RouteMemo.Lookup> lookups = new ArrayList<>();

    BackendRefs(
            ResourceSnapshot snapshot,
            ReferenceGrants grants,
            BackendTlsPolicies policies,
            XBackends xBackends,
            TrafficPolicies traffic,
            SharedBackends shared) {
        this.snapshot = snapshot;
        this.grants = grants;
        this.policies = policies;
        this.xBackends = xBackends;
        this.traffic = traffic;
        this.shared = shared;
    }

    ResourceSnapshot snapshot() {
        return snapshot;
    }

    BackendTlsPolicies policies() {
        return policies;
    }

    XBackends xBackends() {
        return xBackends;
    }

    TrafficPolicies traffic() {
        return traffic;
    }

    /** Forgets what was looked up for another route. */
    void beginRoute() {
        lookups.clear();
    }

    /** What the results since {@link #beginRoute} depend on. */
    List<RouteMemo.Lookup> lookups() {
        return lookups;
    }

    /** Resolves the reference of a filter, as {@link #resolve(HTTPBackendRef, RuleId, String, List)} does. */
    Backend resolve(@Nullable BackendObjectReference reference, RuleId rule, String field, List<Problem> unresolved) {
        return reference == null || reference.getName() == null
                ? invalid(unresolved, Reason.BACKEND_NOT_FOUND, field + ": is missing")
                : resolve(
                        new HTTPBackendRef(
                                List.of(),
                                reference.getGroup(),
                                reference.getKind(),
                                reference.getName(),
                                reference.getNamespace(),
                                reference.getPort(),
                                1),
                        rule,
                        field,
                        unresolved);
    }

    /**
     * Resolves one reference.
     *
     * @param rule the rule that refers
     * @param unresolved takes what is wrong
     */
    Backend resolve(HTTPBackendRef reference, RuleId rule, String field, List<Problem> unresolved) {
        String group = Objects.requireNonNullElse(reference.getGroup(), "");
        String kind = Objects.requireNonNullElse(reference.getKind(), "Service");
        if (group.equals(XBackend.GROUP) && kind.equals(XBackend.KIND)) {
            return resolveXBackend(reference, rule, field, unresolved);
        }
        if (!group.isEmpty() || !kind.equals("Service")) {
            return invalid(
                    unresolved,
                    Reason.INVALID_KIND,
                    field + ": the kind " + kind + " in group \"" + group
                            + "\" is not supported; supported are Service, and XBackend in group " + XBackend.GROUP);
        }
        String target = Objects.requireNonNullElse(reference.getNamespace(), rule.namespace());
        if (!grants.permit(
                new ReferenceGrants.From(RouteKinds.groupOf(rule.kind()), rule.kind(), rule.namespace()),
                new ReferenceGrants.To("", "Service", target, reference.getName()))) {
            return invalid(
                    unresolved,
                    Reason.REF_NOT_PERMITTED,
                    field + ": no ReferenceGrant in namespace " + target + " permits " + RouteKinds.plural(rule.kind())
                            + " of namespace "
                            + rule.namespace() + " to refer to the Service " + reference.getName());
        }
        return resolve(target, reference, rule, field, unresolved);
    }

    /** GEP-4894: XBackends are for routes of their own namespace alone, and have one port, which they name. */
    private Backend resolveXBackend(HTTPBackendRef reference, RuleId rule, String field, List<Problem> unresolved) {
        String namespace = Objects.requireNonNullElse(reference.getNamespace(), rule.namespace());
        String name = namespace + "/" + reference.getName();
        if (!namespace.equals(rule.namespace())) {
            return invalid(
                    unresolved,
                    Reason.REF_NOT_PERMITTED,
                    field + ": an XBackend can only be referred to from its own namespace, which for " + name + " is "
                            + namespace);
        }
        CompiledXBackend.Target target = xBackends.target(namespace, reference.getName());
        CompiledTrafficPolicy.Traffic policy = traffic.of(XBackend.KIND, namespace, reference.getName());
        lookups.add(new RouteMemo.OfXBackend(namespace, reference.getName(), target, policy));
        if (target == null) {
            return invalid(unresolved, Reason.BACKEND_NOT_FOUND, field + ": the XBackend " + name + " does not exist");
        }
        if (target.endpoints() == null) {
            // The XBackend's own status says what is wrong.
            return new Backend.Invalid("the XBackend " + name + " is not valid");
        }
        Backend.Protocol protocol = XBackends.protocol(rule.kind(), target.protocol());
        if (protocol == null) {
            return invalid(
                    unresolved,
                    Reason.UNSUPPORTED_PROTOCOL,
                    field + ": the XBackend " + name + " "
                            + (target.protocol().isEmpty()
                                    ? "takes no datagrams"
                                    : "asks for the protocol " + target.protocol() + ", which a " + rule.kind()
                                            + " cannot be served by"));
        }
        return shared.of(new Backend.Service(
                target.endpoints(),
                protocol,
                target.tls(),
                target.session() == null ? policy.session() : target.session(),
                policy.retries()));
    }

    private Backend resolve(
            String namespace, HTTPBackendRef reference, RuleId rule, String field, List<Problem> unresolved) {
        String name = namespace + "/" + reference.getName();
        Service service = snapshot.get(Service.class, namespace, reference.getName());
        Integer number = reference.getPort();
        Transport transport = rule.kind().equals("UDPRoute") ? Transport.UDP : Transport.TCP;
        ServicePort port = service == null || number == null ? null : portOf(service, number, transport);
        InForce inForce = policies.of(namespace, reference.getName());
        CompiledTrafficPolicy.Traffic inTraffic = traffic.of("Service", namespace, reference.getName());
        lookups.add(new RouteMemo.OfService(
                namespace, reference.getName(), service, port == null ? null : port.getName(), inForce, inTraffic));
        if (service == null) {
            return invalid(unresolved, Reason.BACKEND_NOT_FOUND, field + ": the Service " + name + " does not exist");
        }
        if (service.getSpec() != null && "ExternalName".equals(service.getSpec().getType())) {
            return invalid(
                    unresolved,
                    Reason.INVALID_KIND,
                    field + ": the Service " + name + " is of type ExternalName, which is not supported");
        }
        if (number == null || port == null) {
            return invalid(
                    unresolved,
                    Reason.BACKEND_NOT_FOUND,
                    field + ": "
                            + (number == null
                                    ? "port is missing"
                                    : "the Service " + name + " has no " + transport + " port " + number));
        }
        Choice policy = speaksTls(rule.kind()) ? inForce.of(port.getName()) : null;
        Backend.Protocol protocol =
                switch (rule.kind()) {
                    case "GRPCRoute" -> AppProtocol.ofGrpc(port.getAppProtocol(), policy != null);
                    case "TCPRoute", "TLSRoute" -> Backend.Protocol.TCP;
                    case "UDPRoute" -> Backend.Protocol.UDP;
                    default -> AppProtocol.of(port.getAppProtocol(), policy != null);
                };
        if (protocol == null) {
            return invalid(
                    unresolved,
                    Reason.UNSUPPORTED_PROTOCOL,
                    field + ": the Service " + name + " asks for the appProtocol \"" + port.getAppProtocol()
                            + "\" on port " + number + ", which is not supported; supported are "
                            + AppProtocol.SUPPORTED);
        }
        // A TLSRoute may be attached to listeners of both modes: what passes through needs no policy to be sound.
        if (policy != null && !policy.sound() && !rule.kind().equals("TLSRoute")) {
            // The policy's own status says what is wrong. To speak in the clear would be worse than to fail.
            return new Backend.Invalid(
                    "the BackendTLSPolicy " + policy.name() + " of the Service " + name + " is not valid");
        }
        return shared.of(new Backend.Service(
                new EndpointKey(namespace, reference.getName(), number, transport),
                protocol,
                policy == null ? null : policy.name(),
                inTraffic.session(),
                inTraffic.retries()));
    }

    /**
     * Whether BackendTLSPolicies count for what a kind refers to. Only HTTP and what a TLSRoute lets out of TLS here is
     * put into TLS again; other bytes may be TLS already.
     */
    static boolean speaksTls(String kind) {
        return !kind.equals("TCPRoute") && !kind.equals("UDPRoute");
    }

    private static @Nullable ServicePort portOf(Service service, int number, Transport transport) {
        if (service.getSpec() != null && service.getSpec().getPorts() != null) {
            for (ServicePort port : service.getSpec().getPorts()) {
                if (Objects.equals(port.getPort(), number)
                        && transport.name().equals(Objects.requireNonNullElse(port.getProtocol(), "TCP"))) {
                    return port;
                }
            }
        }
        return null;
    }

    private static Backend invalid(List<Problem> unresolved, String reason, String message) {
        unresolved.add(new Problem(reason, message));
        return new Backend.Invalid(message);
    }
}
