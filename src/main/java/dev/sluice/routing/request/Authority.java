package dev.sluice.routing.request;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The Host header or {@code :authority} (RFC 3986, section 3.2, without user information). */
public final class Authority {
    private static final int LAST_PORT = 65_535;

    private Authority() {}

    /**
     * The host for matching: lower case, without port and without a trailing dot.
     *
     * @return null if the text is no host with an optional port; empty for empty
     */
    public static @Nullable String host(String authority) {
        int end = authority.length();
        int colon = portColon(authority);
        if (colon >= 0) {
            int port = 0;
            for (int i = colon + 1; i < end; i++) {
                char c = authority.charAt(i);
                port = port * 10 + c - '0';
                if (c < '0' || c > '9' || port > LAST_PORT || i > colon + 5) {
                    return null;
                }
            }
            end = colon;
        }
        if (end > 1 && authority.charAt(end - 1) == '.') {
            end--;
        }
        boolean upper = false;
        boolean literal = end > 1 && authority.charAt(0) == '[' && authority.charAt(end - 1) == ']';
        for (int i = literal ? 1 : 0; i < (literal ? end - 1 : end); i++) {
            char c = authority.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                upper = true;
            } else if (!(c >= 'a' && c <= 'z') && !isHostCharacter(c, literal)) {
                return null;
            }
        }
        String host = end == authority.length() ? authority : authority.substring(0, end);
        return upper ? host.toLowerCase(Locale.ROOT) : host;
    }

    private static boolean isHostCharacter(char c, boolean literal) {
        return (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || (literal && c == ':');
    }

    /** The index of the colon before the port, or -1. */
    private static int portColon(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? colon : -1;
    }
}
