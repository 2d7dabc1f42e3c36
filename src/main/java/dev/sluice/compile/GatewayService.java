package dev.sluice.compile;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Service through which a Gateway is reached on the shared proxy. It has no selector; its EndpointSlices are the
 * ready proxy pods.
 *
 * @param namespace the Gateway's
 * @param name {@code <gateway>-<class>}, cut and hashed to 63 characters
 * @param gateway the Gateway's name
 * @param gatewayUid for the owner reference
 */
public record GatewayService(
        String namespace,
        String name,
        String gateway,
        String gatewayUid,
        ServiceExposure exposure,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<Port> ports) {
    /** The label, with the value {@value #SLUICE}, of all that Sluice makes. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    public static final String SLUICE = "sluice";

    /** The label that says for which Gateway an object was made (Gateway API, GatewayNameLabelKey). */
    public static final String GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

    /** The annotation that says which controller made it: there may be several in a cluster, each with its classes. */
    public static final String CONTROLLER = "sluice.dev/controller";

    public GatewayService {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        ports = List.copyOf(ports);
    }

    /**
     * A port of the Service.
     *
     * @param name unique in the Service, a DNS label
     * @param port the listener port
     * @param targetPort the container port
     * @param protocol TCP or UDP
     * @param nodePort the port of each node, or null to have one chosen
     */
    public record Port(
            String name,
            int port,
            int targetPort,
            String protocol,
            @Nullable Integer nodePort) {
        /** A port without a chosen one on the nodes. */
        public Port(String name, int port, int targetPort, String protocol) {
            this(name, port, targetPort, protocol, null);
        }
    }
}
