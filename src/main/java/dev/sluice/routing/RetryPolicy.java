package dev.sluice.routing;

import java.util.List;

/**
 * What a rule says about repeating requests to its backends.
 *
 * @param attempts tries beside the first; 0 forbids every other try
 * @param codes statuses of responses after which a request is repeated, 400 to 599
 * @param backoff the base of the time between tries in milliseconds; -1 if the rule does not say
 */
public record RetryPolicy(int attempts, List<Integer> codes, long backoff) {
    public static final long UNSPECIFIED = -1;

    public RetryPolicy {
        codes = List.copyOf(codes);
    }

    public boolean lists(int status) {
        for (int i = 0; i < codes.size(); i++) {
            if (codes.get(i) == status) {
                return true;
            }
        }
        return false;
    }
}
