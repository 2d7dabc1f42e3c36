package dev.sluice.compile;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.BackendTls;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.LocalPolicyTargetReferenceWithSectionName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * BackendTLSPolicies by the Services that they are attached to. Of several for the same Service and section the oldest
 * is in force, sound or not; one for a port goes before one for the whole Service.
 */
final class BackendTlsPolicies {
    /**
     * A policy attached to a Service.
     *
     * @param section the name of the port, empty for the whole Service
     * @param before the older policy that is in force in its place, or null
     */
    record Attached(
            CompiledBackendTlsPolicy policy,
            String section,
            @Nullable String before) {
        boolean isInForce() {
            return before == null;
        }
    }

    /**
     * What is in force for a Service, by section: all that a route's compilation takes from policies, so that a route is
     * compiled again only if this changes.
     *
     * @param bySection empty for no policy at all
     */
    record InForce(Map<String, Choice> bySection) {
        static final InForce NOTHING = new InForce(Map.of());

        /** What is in force for a port, or null. */
        @Nullable
        Choice of(@Nullable String portName) {
            Choice ofPort = portName == null || portName.isEmpty() ? null : bySection.get(portName);
            return ofPort == null ? bySection.get("") : ofPort;
        }
    }

    /**
     * A policy in force.
     *
     * @param name {@code namespace/name}
     * @param sound whether there is TLS to speak; if not, the backend fails
     */
    record Choice(String name, boolean sound) {}

    private final Map<String, List<Attached>> byService = new HashMap<>();
    private final Map<String, InForce> inForce = new HashMap<>();
    private final Map<ResourceKey, BackendTls> tls = new HashMap<>();

    BackendTlsPolicies(ResourceSnapshot snapshot, CaBundles bundles) {
        BackendTlsPolicyCompiler compiler = new BackendTlsPolicyCompiler(snapshot, bundles);
        for (BackendTLSPolicy policy : Age.sorted(snapshot.all(BackendTLSPolicy.class))) {
            attach(compiler.compile(policy));
        }
        byService.forEach((service, attached) -> {
            Map<String, Choice> bySection = new HashMap<>();
            for (Attached each : attached) {
                if (each.isInForce()) {
                    bySection.put(
                            each.section(),
                            new Choice(each.policy().name(), each.policy().tls() != null));
                }
            }
            inForce.put(service, new InForce(Map.copyOf(bySection)));
        });
    }

    private void attach(CompiledBackendTlsPolicy policy) {
        List<LocalPolicyTargetReferenceWithSectionName> targets =
                policy.policy().getSpec() == null
                        ? null
                        : policy.policy().getSpec().getTargetRefs();
        if (targets == null) {
            return;
        }
        if (policy.tls() != null) {
            tls.put(ResourceKey.of(policy.policy()), policy.tls());
        }
        for (LocalPolicyTargetReferenceWithSectionName target : targets) {
            if ("Service".equals(target.getKind())
                    && Objects.requireNonNullElse(target.getGroup(), "").isEmpty()) {
                String section = Objects.requireNonNullElse(target.getSectionName(), "");
                List<Attached> attached = byService.computeIfAbsent(
                        key(policy.policy().getMetadata().getNamespace(), target.getName()), _ -> new ArrayList<>());
                attached.add(new Attached(policy, section, inForce(attached, section)));
            }
        }
    }

    private static @Nullable String inForce(List<Attached> attached, String section) {
        for (Attached other : attached) {
            if (other.isInForce() && other.section().equals(section)) {
                return other.policy().name();
            }
        }
        return null;
    }

    private static String key(String namespace, String service) {
        return namespace + "/" + service;
    }

    boolean isEmpty() {
        return byService.isEmpty();
    }

    /** The policies attached to a Service, the oldest first. */
    List<Attached> attachedTo(String namespace, String service) {
        return byService.isEmpty() ? List.of() : byService.getOrDefault(key(namespace, service), List.of());
    }

    InForce of(String namespace, String service) {
        return inForce.isEmpty() ? InForce.NOTHING : inForce.getOrDefault(key(namespace, service), InForce.NOTHING);
    }

    /** The TLS of some policies by name, as far as they are sound. */
    Map<String, BackendTls> tls(Set<ResourceKey> wanted) {
        Map<String, BackendTls> named = new HashMap<>();
        tls.forEach((key, sound) -> {
            if (wanted.contains(key)) {
                named.put(sound.name(), sound);
            }
        });
        return named;
    }
}
