package dev.sluice.compile;

import dev.sluice.routing.HostnamePattern;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hostnames of listeners and routes (Gateway API, {@code Hostname}). */
final class Hostnames {
    private static final int LONGEST = 253;

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
        boolean valid = lower.length() <= LONGEST && isName(lower, lower.startsWith("*.") ? 2 : 0);
        return valid ? new HostnamePattern(lower) : null;
    }

    /** Labels of letters, digits and hyphens, separated by dots; none begins or ends with a hyphen (RFC 1123). */
    private static boolean isName(String text, int from) {
        char before = '.';
        for (int i = from; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean inner = (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
            if (!inner) {
                boolean allowed = character == '-' ? before != '.' : character == '.' && before != '.' && before != '-';
                if (!allowed) {
                    return false;
                }
            }
            before = character;
        }
        return before != '.' && before != '-';
    }

    /** What is wrong with a hostname that {@link #parse} refuses. */
    static String complaint(String field, @Nullable String text) {
        return field + ": \"" + text
                + "\" is not a hostname; a wildcard must be the whole first label, as in *.example.com";
    }
}
