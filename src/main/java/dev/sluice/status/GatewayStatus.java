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
     */
    public record Address(String type, String value) {}
}
