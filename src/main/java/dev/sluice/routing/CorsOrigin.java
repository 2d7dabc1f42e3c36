package dev.sluice.routing;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An origin (RFC 6454), or a pattern for origins in a CORS filter.
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower case. In a pattern {@code *} for every host, or a name after {@code *.} for any number of labels
 *     before that name
 * @param port 1 to 65535; the scheme's own if the text has none
 */
public record CorsOrigin(String scheme, String host, int port) {

    /** Reads {@code scheme://host} or {@code scheme://host:port}; null if the text is neither. */
    public static @Nullable CorsOrigin parse(String text) {
        int authority = text.indexOf("://") + 3;
        String scheme = text.substring(0, Math.max(0, authority - 3)).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return null;
        }
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon >= authority && text.indexOf(']', colon) < 0;
        String host = text.substring(authority, hasPort ? colon : text.length()).toLowerCase(Locale.ROOT);
        int port = hasPort ? port(text, colon + 1) : standardPort(scheme);
        return port == 0 || !isHost(host) ? null : new CorsOrigin(scheme, host, port);
    }

    private static int port(String text, int from) {
        int port = 0;
        if (text.length() - from > 5) {
            return 0;
        }
        for (int i = from; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            port = port * 10 + digit - '0';
        }
        return port <= 65_535 ? port : 0;
    }

    private static boolean isHost(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        int end = bracketed ? host.length() - 1 : host.length();
        for (int i = bracketed ? 1 : 0; i < end; i++) {
            char c = host.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
            if (!plain && !(bracketed && c == ':') && !(c == '*' && i == 0 && (end == 1 || host.charAt(1) == '.'))) {
                return false;
            }
        }
        return end > 0;
    }

    private static int standardPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /** Whether an origin falls under this pattern. */
    boolean matches(CorsOrigin origin) {
        return port == origin.port && scheme.equals(origin.scheme) && matchesHost(origin.host);
    }

    private boolean matchesHost(String other) {
        if (!host.startsWith("*")) {
            return host.equals(other);
        }
        return other.length() >= host.length()
                && other.regionMatches(other.length() - host.length() + 1, host, 1, host.length() - 1);
    }

    @Override
    public String toString() {
        return scheme + "://" + host + (port == standardPort(scheme) ? "" : ":" + port);
    }
}
