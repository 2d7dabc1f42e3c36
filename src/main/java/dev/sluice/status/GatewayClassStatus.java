package dev.sluice.status;

import java.util.List;

/**
 * The desired status of a GatewayClass.
 *
 * @param supportedFeatures sorted, at most 64
 */
public record GatewayClassStatus(List<Condition> conditions, List<String> supportedFeatures) {
    public GatewayClassStatus {
        conditions = List.copyOf(conditions);
        supportedFeatures = List.copyOf(supportedFeatures);
    }
}
