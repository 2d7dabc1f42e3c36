package dev.sluice.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request gets its answer.
 *
 * @param unheard what becomes of it if nobody listens on its port; null if somebody does
 * @param ports every port that such a request can arrive at, those that have a listener for its host first; if nobody
 *     listens on its port and the URL names none, those where it would be understood
 * @param hints what does not serve this request but looks as if it should: routes that are not attached or only in part
 *     valid, listeners that are not programmed, objects that refer to what does not exist
 */
public record Explanation(
        Question question, @Nullable Outcome unheard, List<PortExplanation> ports, List<String> hints) {
    public Explanation {
        ports = List.copyOf(ports);
        hints = List.copyOf(hints);
    }

    /** Whether some port forwards or redirects the request. */
    public boolean isServed() {
        return unheard == null
                && ports.stream().anyMatch(port -> port.outcome().remedy().isEmpty());
    }
}
