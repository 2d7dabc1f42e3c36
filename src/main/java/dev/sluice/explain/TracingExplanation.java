package dev.sluice.explain;

import java.util.List;

/**
 * What becomes of a request in traces.
 *
 * @param policy {@code namespace/name} of the XTelemetryPolicy that counts for the Gateway; empty if there is none
 * @param recorded how many of the requests like this one are recorded, such as {@code 5 of 100}; empty if nothing is
 *     traced
 * @param cause one sentence for a person: why so many, or why none
 * @param details further lines: where spans are sent, with which attributes
 */
public record TracingExplanation(String policy, String recorded, String cause, List<String> details) {
    public TracingExplanation {
        details = List.copyOf(details);
    }

    static TracingExplanation none(String policy, String cause) {
        return new TracingExplanation(policy, "", cause, List.of());
    }

    public boolean isTraced() {
        return !recorded.isEmpty();
    }
}
