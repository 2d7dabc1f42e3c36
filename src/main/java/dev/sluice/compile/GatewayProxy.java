package dev.sluice.compile;

import dev.sluice.resources.Overrides;
import dev.sluice.resources.ProxyDeployment;
import java.util.Map;

/**
 * The proxy of one Gateway, beside its {@link GatewayService}, whose name, owner and ports it has.
 *
 * @param deployment with the mode Dedicated
 * @param labels of everything that belongs to it, {@code spec.infrastructure} of the Gateway
 * @param annotations likewise
 * @param overrides of everything that belongs to it
 */
public record GatewayProxy(
        ProxyDeployment deployment, Map<String, String> labels, Map<String, String> annotations, Overrides overrides) {
    public GatewayProxy {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
