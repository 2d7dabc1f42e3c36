package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.golden.GoldenCase;
import dev.sluice.resources.ResourceKey;
import dev.sluice.status.Condition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceRefusalTest {
    private static Condition programmed(List<Condition> conditions) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(Condition.PROGRAMMED))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGatewayAndItsListenerSetsAreNotProgrammed() {
        Compilation compilation = GoldenCase.named("listenerset/routing").compile();
        ResourceKey gateway =
                compilation.statuses().gateways().keySet().iterator().next();
        ResourceKey set =
                compilation.statuses().listenerSets().keySet().iterator().next();
        Statuses before = compilation.statuses();
        assertThat(programmed(before.gateways().get(gateway).status().conditions())
                        .isTrue())
                .isTrue();
        assertThat(programmed(before.listenerSets().get(set).status().conditions())
                        .isTrue())
                .isTrue();

        Statuses after = ServiceRefusal.correct(
                compilation, before, Map.of(gateway, new ServiceRefusal("NoResources", "no more")));

        assertThat(programmed(after.gateways().get(gateway).status().conditions()))
                .isEqualTo(Condition.no(Condition.PROGRAMMED, "NoResources", "no more"));
        assertThat(programmed(after.listenerSets().get(set).status().conditions()))
                .returns(false, Condition::isTrue)
                .returns("ParentNotProgrammed", Condition::reason);
        assertThat(after.gateways().get(gateway).status().listeners())
                .isEqualTo(before.gateways().get(gateway).status().listeners());
        assertThat(after.routes()).isEqualTo(before.routes());
    }

    @Test
    void whatIsNotAcceptedKeepsItsReason() {
        Compilation compilation =
                GoldenCase.named("listenerset/parent-not-accepted").compile();
        Statuses before = compilation.statuses();
        ResourceKey gateway = before.gateways().keySet().iterator().next();
        assertThat(ServiceRefusal.correct(
                        compilation, before, Map.of(gateway, new ServiceRefusal("NoResources", "no more"))))
                .isEqualTo(before);
    }

    @Test
    void othersAreNotConcerned() {
        Compilation compilation = GoldenCase.named("listenerset/routing").compile();
        assertThat(ServiceRefusal.correct(
                        compilation,
                        compilation.statuses(),
                        Map.of(new ResourceKey("Gateway", "nowhere", "gw"), new ServiceRefusal("NoResources", "no"))))
                .isEqualTo(compilation.statuses());
    }
}
