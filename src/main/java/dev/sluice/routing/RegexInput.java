package dev.sluice.routing;

import com.google.re2j.Pattern;

/** What is put to the regular expressions of users. */
public final class RegexInput {
    /**
     * The longest text that an expression can match, in characters: an expression costs up to its size for each
     * character, and the event loop does nothing else meanwhile.
     */
    public static final int LONGEST = 4096;

    private RegexInput() {}

    /** Whether the whole text matches; one that is too long never does. */
    static boolean matches(Pattern pattern, String text) {
        return text.length() <= LONGEST && pattern.matches(text);
    }
}
