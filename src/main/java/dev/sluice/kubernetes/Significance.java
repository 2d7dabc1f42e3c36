package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ReferenceGrant;
import java.util.Objects;

/** Whether a change of an object can change what is compiled. */
final class Significance {
    private Significance() {}

    /**
     * Whether an update matters to a compilation. Our own status writes, and those of others, do not: of the kinds of
     * the Gateway API only the metadata is compared, for their generation follows the spec. Endpoints go another way.
     */
    static boolean isSignificant(HasMetadata before, HasMetadata after) {
        if (after instanceof EndpointSlice) {
            return false;
        }
        return !sameMetadata(before.getMetadata(), after.getMetadata())
                || switch (after) {
                    case GatewayClass _, Gateway _, HTTPRoute _, GRPCRoute _, ReferenceGrant _ -> false;
                    case Service service ->
                        !Objects.equals(service.getSpec(), ((Service) before).getSpec())
                                || !Objects.equals(service.getStatus(), ((Service) before).getStatus());
                    case Secret secret -> !Objects.equals(secret.getData(), ((Secret) before).getData());
                    default -> false;
                };
    }

    private static boolean sameMetadata(ObjectMeta before, ObjectMeta after) {
        return Objects.equals(before.getUid(), after.getUid())
                && Objects.equals(before.getGeneration(), after.getGeneration())
                && Objects.equals(before.getLabels(), after.getLabels())
                && Objects.equals(before.getAnnotations(), after.getAnnotations())
                && Objects.equals(before.getDeletionTimestamp(), after.getDeletionTimestamp());
    }
}
