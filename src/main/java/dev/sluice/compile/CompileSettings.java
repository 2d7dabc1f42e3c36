package dev.sluice.compile;

import java.util.List;

/**
 * What a compilation depends on besides the resources.
 *
 * @param controllerName the GatewayClasses with this controllerName are ours
 * @param addressing how Gateways get addresses and sockets
 */
public record CompileSettings(String controllerName, Addressing addressing) {
    public static final String DEFAULT_CONTROLLER_NAME = "sluice.dev/gateway-controller";

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
         * @param reservedPorts ports that no listener gets, such as the management port
         */
        record Pool(List<String> addresses, List<Integer> reservedPorts) implements Addressing {
            /**
             * A pool.
             *
             * @throws IllegalArgumentException if an entry is neither an IP address nor a CIDR
             */
            public Pool {
                addresses = List.copyOf(addresses);
                reservedPorts = List.copyOf(reservedPorts);
                new AddressPool(addresses);
            }

            /** A pool without reserved ports. */
            public Pool(List<String> addresses) {
                this(addresses, List.of());
            }
        }

        /**
         * Every Gateway is given the addresses that it asks for, and one of 127.0.0.0/8 if it asks for none. Tells what
         * the statuses would be where all addresses can be had; the table is not to be served.
         */
        record Granted() implements Addressing {}
    }
}
