package dev.sluice.compile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TCPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.UDPRoute;
import org.jspecify.annotations.Nullable;

/**
 * Gateways that claim routes which ask for any default Gateway (GEP-3793, of the experimental channel).
 */
final class DefaultGateways {
    /** The only scope there is, beside None. */
    private static final String ALL = "All";

    private DefaultGateways() {}

    /** Whether a Gateway is one ({@code spec.defaultScope}). */
    static boolean isDefault(Gateway gateway) {
        return ALL.equals(gateway.getSpec().getDefaultScope());
    }

    /** Whether a route asks for one ({@code spec.useDefaultGateways}). */
    static boolean isWanted(HasMetadata route) {
        @Nullable
        String scope =
                switch (route) {
                    case HTTPRoute http
                    when http.getSpec() != null -> http.getSpec().getUseDefaultGateways();
                    case GRPCRoute grpc
                    when grpc.getSpec() != null -> grpc.getSpec().getUseDefaultGateways();
                    case TLSRoute tls
                    when tls.getSpec() != null -> tls.getSpec().getUseDefaultGateways();
                    case TCPRoute tcp
                    when tcp.getSpec() != null -> tcp.getSpec().getUseDefaultGateways();
                    case UDPRoute udp
                    when udp.getSpec() != null -> udp.getSpec().getUseDefaultGateways();
                    default -> null;
                };
        return ALL.equals(scope);
    }
}
