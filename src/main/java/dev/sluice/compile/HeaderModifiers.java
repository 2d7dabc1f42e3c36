package dev.sluice.compile;

import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.HeaderChanges.Header;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeader;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeaderFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles {@code HTTPHeaderFilter}: each header name may have one action. */
final class HeaderModifiers {
    private HeaderModifiers() {}

    static HeaderChanges compile(HTTPHeaderFilter filter, String field, List<Problem> invalid) {
        Set<String> names = new HashSet<>();
        List<Header> set = headers(filter.getSet(), names, field + ".set", invalid);
        List<Header> add = headers(filter.getAdd(), names, field + ".add", invalid);
        List<String> remove = new ArrayList<>();
        if (filter.getRemove() != null) {
            for (String name : filter.getRemove()) {
                String lower = name.toLowerCase(Locale.ROOT);
                if (!remove.contains(lower)) {
                    checkName(name, field + ".remove", invalid);
                    claim(lower, names, field + ".remove", invalid);
                    remove.add(lower);
                }
            }
        }
        return new HeaderChanges(set, add, remove);
    }

    private static List<Header> headers(
            @Nullable List<HTTPHeader> headers, Set<String> names, String field, List<Problem> invalid) {
        if (headers == null || headers.isEmpty()) {
            return List.of();
        }
        List<Header> compiled = new ArrayList<>(headers.size());
        for (HTTPHeader header : headers) {
            // Of equivalent names in one list only the first entry counts (HTTPHeader.name).
            if (compiled.stream().noneMatch(earlier -> earlier.name().equalsIgnoreCase(header.getName()))) {
                claim(header.getName().toLowerCase(Locale.ROOT), names, field, invalid);
                checkName(header.getName(), field, invalid);
                compiled.add(new Header(header.getName(), value(header, field, invalid)));
            }
        }
        return compiled;
    }

    /** A name that is no token would break the message that it is written into (RFC 9110, 5.1). */
    private static void checkName(String name, String field, List<Problem> invalid) {
        if (!FieldSyntax.isName(name)) {
            invalid.add(new Problem(
                    Reason.UNSUPPORTED_VALUE,
                    field + ": \"" + FieldSyntax.printable(name) + "\" is not a name of a header"));
        }
    }

    private static String value(HTTPHeader header, String field, List<Problem> invalid) {
        String value = FieldSyntax.withoutOuterSpace(Objects.requireNonNullElse(header.getValue(), ""));
        if (!FieldSyntax.isValue(value)) {
            invalid.add(new Problem(
                    Reason.UNSUPPORTED_VALUE,
                    field + ": the value of the header \"" + header.getName()
                            + "\" has a character that no header can carry, such as a line feed"));
        }
        return value;
    }

    private static void claim(String name, Set<String> names, String field, List<Problem> invalid) {
        if (!names.add(name)) {
            invalid.add(new Problem(
                    Reason.UNSUPPORTED_VALUE, field + ": the header \"" + name + "\" has more than one action"));
        }
    }
}
