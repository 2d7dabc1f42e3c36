package dev.sluice.compile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a compilation depends on besides the resources.
 *
 * @param controllerName the GatewayClasses with this controllerName are ours
 * @param addressing how Gateways get addresses and sockets
 * @param bundleVersion the {@code gateway.networking.k8s.io/bundle-version} of the Gateway API's CRDs in the cluster,
 *     such as {@code v1.7.0}, empty if they lack that annotation; null where there are no CRDs because the objects come
 *     from files and are checked against the built-in schema
 */
public record CompileSettings(
        String controllerName,
        Addressing addressing,
        @Nullable String bundleVersion) {
    public static final String DEFAULT_CONTROLLER_NAME = "sluice.dev/gateway-controller";

    /** Settings for objects from files. */
    public CompileSettings(String controllerName, Addressing addressing) {
        this(controllerName, addressing, null);
    }

    /** How Gateways get addresses and sockets. */
    public sealed interface Addressing {
        /**
         * Every Gateway has a Service whose ports lead to container ports of the shared proxy pods, bound on all
         * addresses. A listener port keeps its own number for the oldest Gateway that claims it; others get one from a
         * range, which their Service records.
         *
         * @param firstPort the first port of the range, inclusive
         * @param lastPort the last port of the range, inclusive
         * @param reservedPorts ports of the pod that no listener gets, such as the management port
         */
        record SharedProxy(int firstPort, int lastPort, List<Integer> reservedPorts) implements Addressing {
            public SharedProxy {
                reservedPorts = List.copyOf(reservedPorts);
            }
        }

        /**
         * Every Gateway binds an IP address of its own at its listeners' own ports: the first of the pool on which none
         * of its ports is taken by an older Gateway.
         *
         * @param addresses IP addresses and CIDRs, in order of preference
         */
        record Pool(List<String> addresses) implements Addressing {
            public Pool {
                addresses = List.copyOf(addresses);
            }
        }
    }
}
