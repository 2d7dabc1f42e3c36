package dev.sluice.compile;

import dev.sluice.routing.RetryPolicy;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRetry;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compiles {@code HTTPRouteRetry}. */
final class RetryPolicies {
    private RetryPolicies() {}

    static @Nullable RetryPolicy compile(@Nullable HTTPRouteRetry retry, String field, List<Problem> invalid) {
        if (retry == null) {
            return null;
        }
        int attempts = Objects.requireNonNullElse(retry.getAttempts(), 1);
        if (attempts < 0) {
            unsupported(invalid, field + ".attempts: " + attempts + " is less than 0");
        }
        List<Integer> codes = Objects.requireNonNullElse(retry.getCodes(), List.of());
        for (Integer code : codes) {
            if (code == null || code < 400 || code > 599) {
                unsupported(invalid, field + ".codes: " + code + " is not supported; supported are 400 to 599");
            }
        }
        long backoff = RetryPolicy.UNSPECIFIED;
        if (retry.getBackoff() != null) {
            Long millis = GatewayDuration.parse(retry.getBackoff());
            if (millis == null) {
                unsupported(
                        invalid,
                        field + ".backoff: \"" + FieldSyntax.printable(retry.getBackoff())
                                + "\" is not a duration such as 10s or 500ms");
            } else {
                backoff = millis;
            }
        }
        return invalid.isEmpty() ? new RetryPolicy(attempts, codes, backoff) : null;
    }

    private static void unsupported(List<Problem> invalid, String message) {
        invalid.add(new Problem(Reason.UNSUPPORTED_VALUE, message));
    }
}
