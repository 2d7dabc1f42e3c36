package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.PortBinding;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Services of Gateways on the shared proxy, from one compilation to the next. */
class KeptServiceTest {
    private static final GatewayClass CLASS = new GatewayClassBuilder()
            .withNewMetadata()
            .withName("sluice")
            .endMetadata()
            .withNewSpec()
            .withControllerName(CompileSettings.DEFAULT_CONTROLLER_NAME)
            .endSpec()
            .build();
    private static final GatewayClass REFUSED_CLASS = new GatewayClassBuilder(CLASS)
            .editSpec()
            .withNewParametersRef()
            .withGroup("example.com")
            .withKind("Other")
            .withName("x")
            .endParametersRef()
            .endSpec()
            .build();
    private static final Gateway OLD = gateway("old", "2026-01-01T00:00:00Z");
    private static final Gateway YOUNG = gateway("young", "2026-01-02T00:00:00Z");

    private final Compiler compiler = new Compiler(new CompileSettings(
            CompileSettings.DEFAULT_CONTROLLER_NAME,
            new CompileSettings.Addressing.SharedProxy(10000, 10099, List.of())));

    private static Gateway gateway(String namespace, String created) {
        return new GatewayBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("gw")
                .withCreationTimestamp(created)
                .endMetadata()
                .withNewSpec()
                .withGatewayClassName("sluice")
                .addNewListener()
                .withName("http")
                .withPort(80)
                .withProtocol("HTTP")
                .endListener()
                .endSpec()
                .build();
    }

    /** The Service as it is once it was applied. */
    private static Service live(GatewayService wanted) {
        ServiceBuilder builder = new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(wanted.namespace())
                .withName(wanted.name())
                .withLabels(wanted.labels())
                .addToAnnotations(GatewayService.CONTROLLER, CompileSettings.DEFAULT_CONTROLLER_NAME)
                .endMetadata()
                .withNewSpec()
                .withType(wanted.exposure().type())
                .withLoadBalancerIP(wanted.exposure().loadBalancerIp())
                .endSpec();
        for (GatewayService.Port port : wanted.ports()) {
            builder.editSpec()
                    .addNewPort()
                    .withName(port.name())
                    .withPort(port.port())
                    .withNewTargetPort(port.targetPort())
                    .withProtocol(port.protocol())
                    .endPort()
                    .endSpec();
        }
        return builder.build();
    }

    private static Service edited(Service service, int targetPort) {
        return new ServiceBuilder(service)
                .editSpec()
                .editFirstPort()
                .withNewTargetPort(targetPort)
                .endPort()
                .endSpec()
                .build();
    }

    private Compilation compile(HasMetadata... objects) {
        return compiler.compile(ResourceSnapshot.of(Arrays.asList(objects)), 1);
    }

    private static List<String> sockets(Compilation compilation) {
        return compilation.table().ports().stream()
                .map(KeptServiceTest::text)
                .sorted()
                .toList();
    }

    private static String text(PortBinding binding) {
        return binding.gateway() + " " + binding.socket();
    }

    /** What the parameters of the class ask of the Service is not known, so nothing is written; nor is it removed. */
    private static void assertLeftAsItIs(Compilation compilation) {
        assertThat(compilation.infrastructure()).isEmpty();
        assertThat(compilation.statuses().gateways()).containsKey(ResourceKey.of(OLD));
    }

    @Test
    void aRefusedClassKeepsTheServicesOfItsGateways() {
        GatewayService wanted = compile(CLASS, OLD).infrastructure().getFirst();
        Compilation refused = compile(REFUSED_CLASS, OLD, live(wanted));
        assertThat(refused.table().ports()).isEmpty();
        assertLeftAsItIs(refused);
        assertThat(compile(CLASS, OLD, live(wanted)).infrastructure()).containsExactly(wanted);
    }

    @Test
    void aGatewayWithoutAnAcceptedListenerKeepsItsServiceAndItsAddress() {
        Gateway asking = new GatewayBuilder(OLD)
                .editSpec()
                .addNewAddress()
                .withType("IPAddress")
                .withValue("192.0.2.1")
                .endAddress()
                .endSpec()
                .build();
        GatewayService wanted = compile(CLASS, asking).infrastructure().getFirst();
        assertThat(wanted.exposure().loadBalancerIp()).isEqualTo("192.0.2.1");
        Gateway refused = new GatewayBuilder(asking)
                .editSpec()
                .editFirstListener()
                .withProtocol("example.com/OTHER")
                .endListener()
                .withAddresses(List.of())
                .endSpec()
                .build();
        assertThat(compile(CLASS, refused, live(wanted)).infrastructure()).containsExactly(wanted);
    }

    @Test
    void anAddressOfAnUnsupportedTypeKeepsTheService() {
        GatewayService wanted = compile(CLASS, OLD).infrastructure().getFirst();
        Gateway refused = new GatewayBuilder(OLD)
                .editSpec()
                .addNewAddress()
                .withType("example.com/other")
                .withValue("x")
                .endAddress()
                .endSpec()
                .build();
        Compilation compilation = compile(CLASS, refused, live(wanted));
        assertThat(compilation.table().ports()).isEmpty();
        assertThat(compilation.infrastructure()).containsExactly(wanted);
    }

    @Test
    void theContainerPortOfARefusedGatewayIsNobodyElses() {
        GatewayService wanted = compile(CLASS, OLD).infrastructure().getFirst();
        Gateway refused = new GatewayBuilder(OLD)
                .editSpec()
                .editFirstListener()
                .withProtocol("example.com/OTHER")
                .endListener()
                .endSpec()
                .build();
        assertThat(sockets(compile(CLASS, refused, live(wanted), YOUNG))).containsExactly("young/gw 0.0.0.0:10000");
    }

    @Test
    void aClassThatIsDeletedKeepsTheServicesThatItsGatewaysHave() {
        GatewayService wanted = compile(CLASS, OLD).infrastructure().getFirst();

        Compilation without = compile(OLD, YOUNG, live(wanted));

        assertThat(without.table().ports()).isEmpty();
        assertLeftAsItIs(without);
        assertThat(without.statuses().gateways()).containsOnlyKeys(ResourceKey.of(OLD));
        assertThat(compile(CLASS, OLD, live(wanted)).infrastructure()).containsExactly(wanted);
    }

    @Test
    void aClassThatIsAnotherControllersNowKeepsNothing() {
        GatewayService wanted = compile(CLASS, OLD).infrastructure().getFirst();
        GatewayClass other = new GatewayClassBuilder(CLASS)
                .editSpec()
                .withControllerName("example.com/other")
                .endSpec()
                .build();

        assertThat(compile(other, OLD, live(wanted)).infrastructure()).isEmpty();
        assertThat(compile(OLD, ofAnother(live(wanted))).infrastructure()).isEmpty();
    }

    private static Service ofAnother(Service service) {
        return new ServiceBuilder(service)
                .editMetadata()
                .addToAnnotations(GatewayService.CONTROLLER, "example.com/other")
                .endMetadata()
                .build();
    }

    @Test
    void aGatewayThatIsGoneKeepsNothing() {
        GatewayService wanted = compile(CLASS, OLD).infrastructure().getFirst();
        assertThat(compile(CLASS, live(wanted)).infrastructure()).isEmpty();
    }

    /** The Service of an older Gateway is edited to lead to the container port of a younger one. */
    @Test
    void anEditedServiceTakesNoPortOfAnotherGateway() {
        Service young = live(compile(CLASS, YOUNG).infrastructure().getFirst());
        Compilation both = compile(CLASS, YOUNG, young, OLD);
        assertThat(sockets(both)).containsExactly("old/gw 0.0.0.0:10000", "young/gw 0.0.0.0:80");
        Service old = live(both.infrastructure().stream()
                .filter(service -> service.namespace().equals("old"))
                .findFirst()
                .orElseThrow());
        Compilation edited = compile(CLASS, YOUNG, young, OLD, edited(old, 80));
        assertThat(sockets(edited)).isEqualTo(sockets(both));
        assertThat(edited.infrastructure()).isEqualTo(both.infrastructure());
    }

    @Test
    void whatWasGivenStaysUntilItsServiceIsSeen() {
        compile(CLASS, YOUNG);
        assertThat(sockets(compile(CLASS, YOUNG, OLD))).containsExactly("old/gw 0.0.0.0:10000", "young/gw 0.0.0.0:80");
    }
}
