package dev.sluice.compile;

import dev.sluice.routing.PortBinding.ServedBy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Service through which a Gateway is reached. On the shared proxy it has no selector; its EndpointSlices are the
 * ready proxy pods. That of a Gateway with a proxy of its own selects its pods.
 *
 * @param namespace the Gateway's
 * @param name {@code <gateway>-<class>}, cut and hashed to 63 characters
 * @param gateway the Gateway's name
 * @param gatewayUid for the owner reference
 * @param overrides a strategic merge patch of it; empty if there is none
 * @param servedBy which proxies serve the Gateway now
 * @param proxy the proxy that shall serve this Gateway alone; null for the shared one
 */
public record GatewayService(
        String namespace,
        String name,
        String gateway,
        String gatewayUid,
        ServiceExposure exposure,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<Port> ports,
        Map<String, Object> overrides,
        ServedBy servedBy,
        @Nullable GatewayProxy proxy) {
    /** The label, with the value {@value #SLUICE}, of all that Sluice makes. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    public static final String SLUICE = "sluice";

    /** The label that says for which Gateway an object was made (Gateway API, GatewayNameLabelKey). */
    public static final String GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

    /** The annotation that says which controller made it: there may be several in a cluster, each with its classes. */
    public static final String CONTROLLER = "sluice.dev/controller";

    /** The annotation that says which proxy serves the Gateway, with the value {@value #DEDICATED} or {@value #SHARED}. */
    public static final String SERVED_BY = "sluice.dev/served-by";

    public static final String DEDICATED = "dedicated";
    public static final String SHARED = "shared";

    /** A Service of the shared proxy. */
    public GatewayService(
            String namespace,
            String name,
            String gateway,
            String gatewayUid,
            ServiceExposure exposure,
            Map<String, String> labels,
            Map<String, String> annotations,
            List<Port> ports) {
        this(
                namespace,
                name,
                gateway,
                gatewayUid,
                exposure,
                labels,
                annotations,
                ports,
                Map.of(),
                ServedBy.SHARED,
                null);
    }

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
