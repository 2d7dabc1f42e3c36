package dev.sluice.routing;

import java.util.List;
import java.util.Map;

/**
 * What a data plane serves of a table.
 *
 * @param generation of the table
 * @param failures the sockets that could not be opened, with the cause in words for the user, such as "address already
 *     in use"
 * @param listenerFailures the listeners that are not served although their socket is open
 */
public record ServingReport(long generation, Map<SocketKey, String> failures, List<ListenerFailure> listenerFailures) {
    public ServingReport {
        failures = Map.copyOf(failures);
        listenerFailures = List.copyOf(listenerFailures);
    }

    /** A report without failures of single listeners. */
    public ServingReport(long generation, Map<SocketKey, String> failures) {
        this(generation, failures, List.of());
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
