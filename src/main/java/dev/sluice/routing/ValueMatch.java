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

    /** The whole value matches an RE2 expression. */
    record Regex(Pattern pattern) implements ValueMatch {
        @Override
        public boolean matches(String actual) {
            return pattern.matches(actual);
        }
    }
}
