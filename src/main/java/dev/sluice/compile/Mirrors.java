package dev.sluice.compile;

import dev.sluice.routing.Backend;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.RuleId;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Fraction;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRequestMirrorFilter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compiles {@code HTTPRequestMirrorFilter}. Other than for a backend, a reference that does not resolve is left out: the
 * request itself goes on (HTTPRequestMirrorFilter.backendRef).
 */
final class Mirrors {
    private Mirrors() {}

    /** Returns null if there is nobody to send copies to. */
    static HttpFilter.@Nullable Mirror compile(
            HTTPRequestMirrorFilter filter,
            BackendRefs refs,
            RuleId rule,
            String field,
            List<Problem> invalid,
            List<Problem> unresolved) {
        Fraction fraction = filter.getFraction();
        int numerator = Objects.requireNonNullElse(filter.getPercent(), 100);
        int denominator = 100;
        if (fraction != null) {
            if (filter.getPercent() != null) {
                unsupported(invalid, field + ": percent and fraction cannot both be given");
            }
            numerator = Objects.requireNonNullElse(fraction.getNumerator(), 0);
            denominator = Objects.requireNonNullElse(fraction.getDenominator(), 100);
        }
        if (denominator < 1 || numerator < 0 || numerator > denominator) {
            unsupported(invalid, field + ": " + numerator + " of " + denominator + " requests is no share of them");
        }
        return refs.resolve(filter.getBackendRef(), rule, field + ".backendRef", unresolved)
                        instanceof Backend.Service service
                ? new HttpFilter.Mirror(service, numerator, denominator)
                : null;
    }

    private static void unsupported(List<Problem> invalid, String message) {
        invalid.add(new Problem(Reason.UNSUPPORTED_VALUE, message));
    }
}
