package dev.sluice.routing;

import java.util.Map;

/**
 * What a data plane serves of a table.
 *
 * @param generation of the table
 * @param failures the sockets that could not be opened, with the cause in words for the user, such as "address already
 *     in use"
 */
public record ServingReport(long generation, Map<SocketKey, String> failures) {
    public ServingReport {
        failures = Map.copyOf(failures);
    }
}
