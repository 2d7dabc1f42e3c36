package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.golden.GoldenCase;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.status.Condition;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What other controllers read of our statuses, as they read it, and what they leave for us. */
class NeighboursTest {
    private static final GoldenCase CASE = GoldenCase.named("integration/acme");

    /** external-dns, source/gateway.go: hosts are those of accepted routes, their targets the addresses of the Gateway. */
    @Test
    void externalDnsFindsHostsAndTargets() {
        Compilation compilation = CASE.compile();
        TreeMap<String, Set<String>> targets = new TreeMap<>();
        compilation.statuses().routes().forEach((key, generated) -> {
            HTTPRoute route = CASE.snapshot().get(HTTPRoute.class, key.namespace(), key.name());
            assertThat(generated.generation()).isEqualTo(route.getMetadata().getGeneration());
            for (RouteStatus.Parent parent : generated.status().parents()) {
                assertThat(route.getSpec().getParentRefs()).anySatisfy(reference -> {
                    assertThat(parent.parentRef().name()).isEqualTo(reference.getName());
                    assertThat(parent.parentRef().sectionName()).isEqualTo(reference.getSectionName());
                });
                assertThat(parent.parentRef().group()).isIn(null, "gateway.networking.k8s.io");
                assertThat(parent.parentRef().kind()).isIn(null, "Gateway");
                if (isAccepted(parent.conditions())) {
                    Gateway gateway = CASE.snapshot()
                            .get(Gateway.class, "default", parent.parentRef().name());
                    Set<String> addresses = new TreeSet<>();
                    compilation.statuses().gateways().forEach((name, status) -> {
                        if (name.name().equals(parent.parentRef().name())) {
                            status.status().addresses().forEach(address -> addresses.add(address.value()));
                        }
                    });
                    for (String host : route.getSpec().getHostnames()) {
                        if (anyListenerTakes(gateway, parent.parentRef().sectionName(), host)) {
                            targets.computeIfAbsent(host, _ -> new TreeSet<>()).addAll(addresses);
                        }
                    }
                }
            }
        });
        assertThat(targets)
                .hasSize(2)
                .containsEntry("good.example.com", Set.of("192.0.2.1"))
                .containsEntry("shop.example.com", Set.of("192.0.2.1"));
    }

    /** cert-manager makes the Secret of a listener, and takes the solver's route away; the listener is then served. */
    @Test
    void aListenerIsServedOnceItsCertificateIsThere() {
        assertThat(programmed(CASE.compile(), "shop")).isFalse();
        List<HasMetadata> objects = CASE.objects();
        objects.removeIf(object -> object.getMetadata().getName().startsWith("cm-acme-http-solver"));
        Secret other = CASE.snapshot().get(Secret.class, "default", "good");
        objects.add(new SecretBuilder(other)
                .editMetadata()
                .withName("shop")
                .endMetadata()
                .build());
        Compilation issued = new Compiler(CASE.settings()).compile(ResourceSnapshot.of(objects), 2);
        assertThat(programmed(issued, "shop")).isTrue();
        assertThat(programmed(issued, "good")).isTrue();
        assertThat(issued.statuses().gateways().values())
                .allSatisfy(gateway -> assertThat(gateway.status().conditions()).allMatch(Condition::isWell));
    }

    private static boolean isAccepted(List<Condition> conditions) {
        return conditions.stream()
                .anyMatch(condition -> condition.type().equals(Condition.ACCEPTED) && condition.isTrue());
    }

    private static boolean anyListenerTakes(Gateway gateway, String section, String host) {
        for (Listener listener : gateway.getSpec().getListeners()) {
            if ((section == null || section.equals(listener.getName()))
                    && (listener.getHostname() == null || listener.getHostname().equals(host))) {
                return true;
            }
        }
        return false;
    }

    private static boolean programmed(Compilation compilation, String listener) {
        return compilation.statuses().gateways().values().stream()
                .flatMap(gateway -> gateway.status().listeners().stream())
                .filter(status -> status.name().equals(listener))
                .flatMap(status -> status.conditions().stream())
                .anyMatch(condition -> condition.type().equals(Condition.PROGRAMMED) && condition.isTrue());
    }
}
