package dev.sluice.routing;

import com.google.re2j.Pattern;

/** How the value of a header or query parameter is compared. */
public sealed interface ValueMatch {
    boolean matches(String value);

    /** Equal, case-sensitively. */
    record Exact(String value) implements ValueMatch {
        @Override
        public boolean matches(String actual) {
            return value.equals(actual);
        }
    }

    /**
     * The value is this media type, with any suffix ({@code +proto}) and any parameters.
     *
     * @param type lower case, such as {@code application/grpc}
     */
    record MediaType(String type) implements ValueMatch {
        @Override
        public boolean matches(String actual) {
            if (!actual.regionMatches(true, 0, type, 0, type.length())) {
                return false;
            }
            int end = type.length();
            return actual.length() == end || "+; ".indexOf(actual.charAt(end)) >= 0;
        }
    }

    /** The whole value matches an RE2 expression; one beyond {@link RegexInput#LONGEST} does not. */
    record Regex(Pattern pattern) implements ValueMatch {
        @Override
        public boolean matches(String actual) {
            return RegexInput.matches(pattern, actual);
        }
    }
}
