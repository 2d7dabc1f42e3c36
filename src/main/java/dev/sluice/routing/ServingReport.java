package dev.sluice.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a data plane serves of a table.
 *
 * @param generation of the table
 * @param failures the sockets that could not be opened, with the cause in words for the user, such as "address already
 *     in use"
 * @param listenerFailures the listeners that are not served although their socket is open
 * @param waiting the Gateways, as in {@link PortBinding#gateway}, that nobody serves as the table says yet, with what is
 *     waited for in words for the user
 * @param returning whether this is so soon after a start that those who are waited for may serve all the time, and have
 *     only not found this data plane again
 */
public record ServingReport(
        long generation,
        Map<SocketKey, String> failures,
        List<ListenerFailure> listenerFailures,
        Map<String, String> waiting,
        boolean returning) {
    public ServingReport {
        failures = Map.copyOf(failures);
        listenerFailures = List.copyOf(listenerFailures);
        waiting = Map.copyOf(waiting);
    }

    /** A report of a data plane that waits for nobody. */
    public ServingReport(long generation, Map<SocketKey, String> failures, List<ListenerFailure> listenerFailures) {
        this(generation, failures, listenerFailures, Map.of(), false);
    }

    /** A report without failures of single listeners. */
    public ServingReport(long generation, Map<SocketKey, String> failures) {
        this(generation, failures, List.of());
    }

    /** This and what another data plane says of the same table. */
    public ServingReport and(ServingReport other) {
        Map<SocketKey, String> allFailures = new HashMap<>(failures);
        allFailures.putAll(other.failures);
        List<ListenerFailure> allListeners = new ArrayList<>(listenerFailures);
        allListeners.addAll(other.listenerFailures);
        Map<String, String> allWaiting = new HashMap<>(waiting);
        allWaiting.putAll(other.waiting);
        return new ServingReport(generation, allFailures, allListeners, allWaiting, returning || other.returning);
    }

    /**
     * A listener that is not served.
     *
     * @param gateway as in {@link PortBinding#gateway}
     * @param listener the section name
     * @param cause in words for the user, such as what is wrong with its certificate
     */
    public record ListenerFailure(String gateway, String listener, String cause) {}
}
