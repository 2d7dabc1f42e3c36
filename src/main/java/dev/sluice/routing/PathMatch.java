package dev.sluice.routing;

import com.google.re2j.Pattern;

/** How a path is compared, always against the normalised path without query. */
public sealed interface PathMatch {
    boolean matches(String path);

    /** Equal, case-sensitively. */
    record Exact(String value) implements PathMatch {
        @Override
        public boolean matches(String path) {
            return value.equals(path);
        }
    }

    /**
     * Equal element by element: {@code /abc} matches {@code /abc}, {@code /abc/} and {@code /abc/d}, not {@code /abcd}.
     *
     * @param value without a trailing slash, but {@code /} for all
     */
    record Prefix(String value) implements PathMatch {
        @Override
        public boolean matches(String path) {
            return value.length() == 1
                    || (path.startsWith(value)
                            && (path.length() == value.length() || path.charAt(value.length()) == '/'));
        }
    }

    /** The path has two elements, {@code /service/method}, of which the second is equal to this. */
    record AnyService(String method) implements PathMatch {
        @Override
        public boolean matches(String path) {
            int slash = path.indexOf('/', 1);
            return slash > 1
                    && path.length() == slash + 1 + method.length()
                    && path.regionMatches(slash + 1, method, 0, method.length());
        }
    }

    /** The whole path matches an RE2 expression; one beyond {@link RegexInput#LONGEST} does not. */
    record Regex(Pattern pattern) implements PathMatch {
        @Override
        public boolean matches(String path) {
            return RegexInput.matches(pattern, path);
        }
    }
}
