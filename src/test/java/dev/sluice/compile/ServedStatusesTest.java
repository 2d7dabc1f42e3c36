package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.golden.GoldenCase;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.ServingReport;
import dev.sluice.routing.ServingReport.ListenerFailure;
import dev.sluice.status.Condition;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerStatus;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServedStatusesTest {
    private static Compilation compile(String name) {
        return GoldenCase.named(name).compile();
    }

    private static PortBinding binding(Compilation compilation, int listenerPort) {
        return compilation.table().ports().stream()
                .filter(port -> port.listenerPort() == listenerPort)
                .findFirst()
                .orElseThrow();
    }

    private static GatewayStatus gateway(Statuses statuses) {
        return statuses.gateways()
                .get(new ResourceKey("Gateway", "default", "gw"))
                .status();
    }

    private static Condition condition(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void withoutFailuresNothingChanges() {
        Compilation compilation = compile("attachment/parent-port");
        assertThat(compilation.statusesAfter(new ServingReport(1, Map.of()))).isEqualTo(compilation.statuses());
    }

    @Test
    void aSocketThatCannotBeOpenedConcernsItsListenersOnly() {
        Compilation compilation = compile("attachment/parent-port");
        Statuses served = compilation.statusesAfter(
                new ServingReport(1, Map.of(binding(compilation, 8080).socket(), "address already in use")));
        GatewayStatus gateway = gateway(served);
        ListenerStatus one = gateway.listeners().get(0);
        ListenerStatus two = gateway.listeners().get(1);
        assertThat(one).isEqualTo(gateway(compilation.statuses()).listeners().get(0));
        for (String type : List.of(Condition.ACCEPTED, Condition.PROGRAMMED)) {
            assertThat(condition(two.conditions(), type).isTrue()).isFalse();
            assertThat(condition(two.conditions(), type).reason()).isEqualTo("PortUnavailable");
            assertThat(condition(two.conditions(), type).message())
                    .contains("8080")
                    .contains("address already in use");
        }
        assertThat(condition(two.conditions(), Condition.RESOLVED_REFS).isTrue())
                .isTrue();
        assertThat(two.attachedRoutes()).isEqualTo(1);
        assertThat(condition(gateway.conditions(), Condition.ACCEPTED))
                .returns(true, Condition::isTrue)
                .returns("ListenersNotValid", Condition::reason);
        assertThat(condition(gateway.conditions(), Condition.PROGRAMMED))
                .returns(false, Condition::isTrue)
                .returns("PortUnavailable", Condition::reason);
        assertThat(served.routes()).isEqualTo(compilation.statuses().routes());
    }

    @Test
    void behindTlsToo() {
        Compilation compilation = compile("tls/certificate-kinds");
        GatewayStatus gateway = gateway(compilation.statusesAfter(
                new ServingReport(1, Map.of(binding(compilation, 443).socket(), "permission denied"))));
        assertThat(gateway.listeners())
                .allSatisfy(listener -> assertThat(condition(listener.conditions(), Condition.PROGRAMMED)
                                .isTrue())
                        .isFalse());
        assertThat(condition(gateway.conditions(), Condition.ACCEPTED))
                .returns(false, Condition::isTrue)
                .returns("ListenersNotValid", Condition::reason);
    }

    @Test
    void aListenerThatFailsByItselfConcernsNoOther() {
        Compilation compilation = compile("attachment/parent-port");
        Statuses served = compilation.statusesAfter(new ServingReport(
                1, Map.of(), List.of(new ListenerFailure("default/gw", "two", "the key is of an unknown curve"))));
        GatewayStatus before = gateway(compilation.statuses());
        GatewayStatus after = gateway(served);
        assertThat(before.listeners().get(1).name()).isEqualTo("two");
        assertThat(after.listeners().get(0)).isEqualTo(before.listeners().get(0));
        List<Condition> conditions = after.listeners().get(1).conditions();
        assertThat(condition(conditions, Condition.ACCEPTED).isTrue()).isTrue();
        assertThat(condition(conditions, Condition.PROGRAMMED))
                .returns(false, Condition::isTrue)
                .returns("Invalid", Condition::reason)
                .returns("the key is of an unknown curve", Condition::message);
        assertThat(condition(after.conditions(), Condition.ACCEPTED))
                .isEqualTo(condition(before.conditions(), Condition.ACCEPTED));
        assertThat(condition(after.conditions(), Condition.PROGRAMMED))
                .returns(true, Condition::isTrue)
                .extracting(Condition::message)
                .asString()
                .contains("two");
    }

    @Test
    void aGatewayThatIsWaitedForIsNotProgrammedUnlessItWasAndMayOnlyBeReturning() {
        Compilation first = compile("attachment/parent-port");
        assertThat(programmed(first, true)).as("that was never programmed").isFalse();

        Compilation before = wasProgrammed(first, 0);
        assertThat(programmed(before, true)).isTrue();
        assertThat(programmed(before, false)).as("that did not return").isFalse();
        assertThat(programmed(wasProgrammed(first, 1), true))
                .as("that has been changed since")
                .isFalse();
    }

    private static boolean programmed(Compilation compilation, boolean returning) {
        ServingReport report =
                new ServingReport(1, Map.of(), List.of(), Map.of("default/gw", "nobody is there"), returning);
        Condition programmed =
                condition(gateway(compilation.statusesAfter(report)).conditions(), Condition.PROGRAMMED);
        assertThat(programmed.isTrue() || programmed.message().contains("nobody is there"))
                .isTrue();
        return programmed.isTrue();
    }

    /** The same of a Gateway that has a status; with how many changes since. */
    private static Compilation wasProgrammed(Compilation compilation, long changes) {
        List<HasMetadata> resources = new ArrayList<>();
        compilation
                .resources()
                .forEach(object -> resources.add(
                        object instanceof Gateway gateway
                                ? new GatewayBuilder(gateway)
                                        .editMetadata()
                                        .withGeneration(3 + changes)
                                        .endMetadata()
                                        .withNewStatus()
                                        .withConditions(new ConditionBuilder()
                                                .withType(Condition.PROGRAMMED)
                                                .withStatus("True")
                                                .withObservedGeneration(3L)
                                                .build())
                                        .endStatus()
                                        .build()
                                : object));
        return new Compilation(
                ResourceSnapshot.of(resources),
                compilation.table(),
                compilation.statuses(),
                compilation.infrastructure());
    }
}
