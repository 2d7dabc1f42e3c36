package dev.sluice.explain;

import java.util.List;

/**
 * Why a request gets its answer.
 *
 * @param ports every port that such a request can arrive at, those that have a listener for its host first
 * @param hints what does not serve this request but looks as if it should: routes that are not attached or only in part
 *     valid, listeners that are not programmed, ports of another number
 */
public record Explanation(Question question, List<PortExplanation> ports, List<String> hints) {
    public Explanation {
        ports = List.copyOf(ports);
        hints = List.copyOf(hints);
    }

    /** Whether some port forwards or redirects the request. */
    public boolean isServed() {
        return ports.stream().anyMatch(port -> port.outcome().remedy().isEmpty());
    }
}
