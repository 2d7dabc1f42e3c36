package dev.sluice.compile;

import com.google.re2j.Pattern;
import dev.sluice.routing.HostnamePattern;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hostnames of listeners and routes (Gateway API, {@code Hostname}). */
final class Hostnames {
    private static final int LONGEST = 253;
    private static final Pattern VALID =
            Pattern.compile("(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private Hostnames() {}

    /**
     * Reads a hostname.
     *
     * @param text null or empty for any
     * @return null if it is not one: a wildcard may only be the whole first label
     */
    static @Nullable HostnamePattern parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return HostnamePattern.ANY;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.length() <= LONGEST && VALID.matches(lower) ? new HostnamePattern(lower) : null;
    }

    /** What is wrong with a hostname that {@link #parse} refuses. */
    static String complaint(String field, @Nullable String text) {
        return field + ": \"" + text
                + "\" is not a hostname; a wildcard must be the whole first label, as in *.example.com";
    }
}
