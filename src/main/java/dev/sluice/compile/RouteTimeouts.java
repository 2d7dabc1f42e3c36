package dev.sluice.compile;

import dev.sluice.routing.Timeouts;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteTimeouts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code HTTPRouteTimeouts}: {@code 0s} and nothing mean no limit. */
final class RouteTimeouts {
    private RouteTimeouts() {}

    static Timeouts compile(@Nullable HTTPRouteTimeouts timeouts, String field, List<Problem> invalid) {
        if (timeouts == null) {
            return Timeouts.NONE;
        }
        long request = millis(timeouts.getRequest(), field + ".request", invalid);
        long backendRequest = millis(timeouts.getBackendRequest(), field + ".backendRequest", invalid);
        if (request > 0 && backendRequest > request) {
            invalid.add(new Problem(
                    Reason.UNSUPPORTED_VALUE,
                    field + ".backendRequest: " + timeouts.getBackendRequest() + " is longer than request, "
                            + timeouts.getRequest()));
        }
        return new Timeouts(request, backendRequest);
    }

    private static long millis(@Nullable String duration, String field, List<Problem> invalid) {
        if (duration == null) {
            return 0;
        }
        Long millis = GatewayDuration.parse(duration);
        if (millis == null) {
            invalid.add(new Problem(
                    Reason.UNSUPPORTED_VALUE,
                    field + ": \"" + duration + "\" is not a duration such as 10s, 1m30s or 500ms"));
            return 0;
        }
        return millis;
    }
}
