package dev.sluice.routing;

/**
 * A hostname of a listener or route: exact ({@code www.example.com}), a wildcard ({@code *.example.com}, which stands
 * for one or more labels, never for none) or any. Lower case.
 *
 * @param text the pattern as the user wrote it, in lower case; empty for any
 */
public record HostnamePattern(String text) {
    public static final HostnamePattern ANY = new HostnamePattern("");

    /** Reads what {@link #toString} writes. */
    static HostnamePattern parse(String text) {
        return text.equals("*") ? ANY : new HostnamePattern(text);
    }

    public boolean isAny() {
        return text.isEmpty();
    }

    public boolean isWildcard() {
        return text.startsWith("*.");
    }

    /** The suffix that a host must end with, {@code .example.com} for {@code *.example.com}. */
    public String suffix() {
        return text.substring(1);
    }

    /** Whether a host name (lower case, no port) falls under this pattern. */
    public boolean matches(String host) {
        if (isAny()) {
            return true;
        }
        if (isWildcard()) {
            return host.length() > text.length() - 1 && host.endsWith(suffix());
        }
        return text.equals(host);
    }

    /** Whether some host name falls under both patterns. */
    public boolean intersects(HostnamePattern other) {
        if (isAny() || other.isAny() || text.equals(other.text)) {
            return true;
        }
        if (isWildcard() && other.isWildcard()) {
            return suffix().endsWith(other.suffix()) || other.suffix().endsWith(suffix());
        }
        if (isWildcard()) {
            return matches(other.text);
        }
        return other.isWildcard() && other.matches(text);
    }

    @Override
    public String toString() {
        return isAny() ? "*" : text;
    }
}
