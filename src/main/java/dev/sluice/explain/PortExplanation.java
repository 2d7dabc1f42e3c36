package dev.sluice.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one port of one Gateway does with the request.
 *
 * @param gateway {@code namespace/name}
 * @param port the listeners' port
 * @param listener the section name of the one that takes the request, or null if none does
 * @param listeners every listener of the port with its hostname, such as {@code web (*.example.com)}
 * @param rules in the order in which they are compared, up to the one that is chosen; cut to what is worth reading
 * @param leftOut how many of those compared are not in {@code rules}, all because of their path
 * @param tracing null where no request is seen, but a connection refused or carried as it is
 */
public record PortExplanation(
        String gateway,
        int port,
        @Nullable String listener,
        List<String> listeners,
        List<RuleVerdict> rules,
        int leftOut,
        Outcome outcome,
        @Nullable TracingExplanation tracing) {
    public PortExplanation {
        listeners = List.copyOf(listeners);
        rules = List.copyOf(rules);
    }
}
