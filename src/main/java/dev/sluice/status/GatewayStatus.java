package dev.sluice.status;

import java.util.List;

/**
 * The desired status of a Gateway.
 *
 * @param attachedListenerSets how many ListenerSets are attached and accepted
 */
public record GatewayStatus(
        List<Address> addresses, List<Condition> conditions, List<ListenerStatus> listeners, int attachedListenerSets) {
    public GatewayStatus {
        addresses = List.copyOf(addresses);
        conditions = List.copyOf(conditions);
        listeners = List.copyOf(listeners);
    }

    /**
     * An address where the Gateway is reached.
     *
     * @param type {@code IPAddress} or {@code Hostname}
     * @param routability from where, if that was asked for; else empty
     */
    public record Address(String type, String value, String routability) {
        /** One of which nothing more was asked. */
        public Address(String type, String value) {
            this(type, value, "");
        }
    }
}
