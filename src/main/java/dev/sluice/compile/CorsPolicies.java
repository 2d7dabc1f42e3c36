package dev.sluice.compile;

import dev.sluice.routing.CorsOrigin;
import dev.sluice.routing.CorsPolicy;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPCORSFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Compiles {@code HTTPCORSFilter}. */
final class CorsPolicies {
    private static final int DEFAULT_MAX_AGE = 5;

    private final String field;
    private final List<Problem> invalid;

    private CorsPolicies(String field, List<Problem> invalid) {
        this.field = field;
        this.invalid = invalid;
    }

    static CorsPolicy compile(HTTPCORSFilter filter, String field, List<Problem> invalid) {
        return new CorsPolicies(field, invalid).compile(filter);
    }

    private CorsPolicy compile(HTTPCORSFilter filter) {
        List<String> origins = Objects.requireNonNullElse(filter.getAllowOrigins(), List.of());
        int maxAge = Objects.requireNonNullElse(filter.getMaxAge(), DEFAULT_MAX_AGE);
        if (maxAge < 1) {
            unsupported(".maxAge: " + maxAge + " is less than 1");
        }
        return new CorsPolicy(
                origins.contains(CorsPolicy.ALL),
                origins(origins),
                Boolean.TRUE.equals(filter.getAllowCredentials()),
                names(filter.getAllowMethods(), ".allowMethods", MatchCompiler::isMethod, "a method"),
                names(filter.getAllowHeaders(), ".allowHeaders", FieldSyntax::isName, "a name of a header"),
                exposed(filter.getExposeHeaders()),
                maxAge);
    }

    private List<CorsOrigin> origins(List<String> texts) {
        if (texts.contains(CorsPolicy.ALL)) {
            aloneOrUnsupported(texts, ".allowOrigins");
            return List.of();
        }
        List<CorsOrigin> origins = new ArrayList<>(texts.size());
        for (String text : texts) {
            CorsOrigin origin = CorsOrigin.parse(text);
            if (origin == null) {
                unsupported(".allowOrigins: \"" + FieldSyntax.printable(text)
                        + "\" is not an origin such as https://www.example.com or https://*.example.com:8443");
            } else {
                origins.add(origin);
            }
        }
        return origins;
    }

    private List<String> names(@Nullable List<String> names, String list, Predicate<String> valid, String what) {
        if (names == null) {
            return List.of();
        }
        if (names.contains(CorsPolicy.ALL)) {
            aloneOrUnsupported(names, list);
            return List.of(CorsPolicy.ALL);
        }
        for (String name : names) {
            if (!valid.test(name)) {
                unsupported(list + ": \"" + FieldSyntax.printable(name) + "\" is not " + what);
            }
        }
        return names;
    }

    /** Other than in the other lists, a wildcard may stand here beside names. */
    private List<String> exposed(@Nullable List<String> names) {
        return names != null && names.contains(CorsPolicy.ALL)
                ? List.of(CorsPolicy.ALL)
                : names(names, ".exposeHeaders", FieldSyntax::isName, "a name of a header");
    }

    private void aloneOrUnsupported(List<String> names, String list) {
        if (names.size() > 1) {
            unsupported(list + ": * cannot stand beside other values");
        }
    }

    private void unsupported(String message) {
        invalid.add(new Problem(Reason.UNSUPPORTED_VALUE, field + message));
    }
}
