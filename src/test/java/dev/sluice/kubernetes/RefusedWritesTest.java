package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.GatewayService;
import dev.sluice.compile.ServiceExposure;
import dev.sluice.compile.ServiceRefusal;
import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RefusedWritesTest {
    private static final ResourceKey GATEWAY = new ResourceKey("Gateway", "shop", "edge");
    private static final GatewayService SERVICE = new GatewayService(
            "shop",
            "edge-sluice",
            "edge",
            "uid",
            ServiceExposure.of("LoadBalancer", null),
            Map.of(),
            Map.of(),
            List.of());

    private final AtomicInteger changes = new AtomicInteger();
    private final RefusedWrites refused = new RefusedWrites(changes::incrementAndGet);

    private static Exception answer(int code, String message) {
        return new KubernetesClientException(
                new StatusBuilder().withCode(code).withMessage(message).build());
    }

    private ServiceRefusal refusal(boolean exists, int code, String message) {
        refused.failed(SERVICE, exists, answer(code, message));
        return refused.current().get(GATEWAY);
    }

    @Test
    void aQuotaIsAWantOfResources() {
        assertThat(refusal(false, 403, "services \"edge-sluice\" is forbidden: exceeded quota: q, requested: 1"))
                .returns("NoResources", ServiceRefusal::reason)
                .satisfies(refusal -> assertThat(refusal.message())
                        .contains("create the Service shop/edge-sluice")
                        .contains("exceeded quota: q")
                        .contains("raise the ResourceQuota of namespace shop"));
    }

    @Test
    void aServiceThatIsNotThereGivesNoAddressAndOneThatIsThereStaysAsItWas() {
        String taken =
                "Service is invalid: spec.ports[0].nodePort: Invalid value: 30000: provided port is already allocated";
        assertThat(refusal(false, 422, taken)).returns("AddressNotAssigned", ServiceRefusal::reason);
        assertThat(refusal(true, 422, taken))
                .returns("ServiceRefused", ServiceRefusal::reason)
                .satisfies(refusal -> assertThat(refusal.message())
                        .contains("to change")
                        .contains("already allocated")
                        .contains("GatewayParameters"));
    }

    @Test
    void aWebhookThatRefusesOrCannotBeCalledIsNamedAsTheServerDoes() {
        for (Exception failure : List.of(
                answer(403, "admission webhook \"guard.example.com\" denied the request: no cost centre"),
                answer(500, "Internal error occurred: failed calling webhook \"guard.example.com\": no endpoints"))) {
            refused.failed(SERVICE, false, failure);
            assertThat(refused.current().get(GATEWAY).message())
                    .contains("guard.example.com")
                    .contains("satisfy the webhook");
            refused.succeeded(SERVICE);
        }
    }

    @Test
    void whatMayPassInAMomentDoesNotCount() {
        refused.failed(SERVICE, false, new IOException("connection refused"));
        for (int code : new int[] {401, 404, 409, 429, 500, 503, 504}) {
            refused.failed(SERVICE, false, answer(code, "not now"));
        }
        assertThat(refused.current()).isEmpty();
        assertThat(changes).hasValue(0);
    }

    @Test
    void onlyChangesAreTold() {
        refusal(false, 422, "no");
        refusal(false, 422, "no");
        assertThat(changes).hasValue(1);
        refused.succeeded(SERVICE);
        refused.succeeded(SERVICE);
        assertThat(changes).hasValue(2);
        assertThat(refused.current()).isEmpty();

        refusal(false, 422, "no");
        refused.keepOnly(Set.of());
        assertThat(refused.current()).isEmpty();
    }

    @Test
    void aPartOfTheProxyIsNamed() {
        refused.failed(
                SERVICE,
                new ProxyWriteFailure(
                        new ResourceKey("Deployment", "shop", "edge-sluice"), false, false, (KubernetesClientException)
                                answer(422, "Deployment is invalid: spec.template: no")));
        assertThat(refused.current().get(GATEWAY))
                .returns("ProxyRefused", ServiceRefusal::reason)
                .satisfies(refusal -> assertThat(refusal.message())
                        .contains("to create the Deployment shop/edge-sluice: Deployment is invalid")
                        .contains("GatewayParameters"));
    }

    @Test
    void whatSomebodyElseHasMadeIsNamed() {
        refused.failed(SERVICE, ProxyWriteFailure.ofForeign(new ResourceKey("ServiceAccount", "shop", "edge-sluice")));
        assertThat(refused.current().get(GATEWAY).message())
                .contains("the ServiceAccount shop/edge-sluice was not made for this Gateway");
    }

    @Test
    void podsThatNobodyMayMakeAreMissed() {
        refused.noPods(SERVICE, "pods \"edge-sluice-1\" is forbidden: exceeded quota: q");
        assertThat(refused.current().get(GATEWAY))
                .returns("NoResources", ServiceRefusal::reason)
                .satisfies(refusal -> assertThat(refusal.message())
                        .contains("the Deployment shop/edge-sluice has no pod")
                        .contains("raise the ResourceQuota of namespace shop"));
    }

    @Test
    void aNamespaceThatIsBeingDeletedIsToldOf() {
        assertThat(refusal(
                                false,
                                403,
                                "services \"edge-sluice\" is forbidden: unable to create new content in namespace shop"
                                        + " because it is being terminated")
                        .message())
                .contains("the namespace shop is being deleted")
                .doesNotContain("service account");
    }

    @Test
    void longWordsAreCut() {
        assertThat(refusal(false, 422, "x".repeat(100_000)).message()).hasSizeLessThan(1_000);
    }
}
