package dev.sluice.compile;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Regular expressions from users, in the RE2 dialect: they match in linear time, but time and memory grow with the
 * expanded size of the expression, and a few characters can expand to millions of steps. A match costs up to the
 * expression's steps for each character, on an event loop, so both are limited; the input's limit is
 * {@link dev.sluice.routing.RegexInput#LONGEST}.
 */
final class RegularExpressions {
    /** Steps of a compiled expression; {@code a{200}} has about 200. */
    static final int LARGEST = 300;

    private static final int DEEPEST = 100;

    private RegularExpressions() {}

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException with what is wrong in words, without the expression itself
     */
    static Pattern compile(String expression) {
        // The parser expands repetitions before anything can be measured, so the size is estimated first.
        if (new SizeEstimate(expression).total() > 4L * LARGEST) {
            throw tooLarge();
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "is not a regular expression of the RE2 dialect: " + e.getDescription(), e);
        }
        if (pattern.programSize() > LARGEST) {
            throw tooLarge();
        }
        return pattern;
    }

    private static IllegalArgumentException tooLarge() {
        return new IllegalArgumentException(
                "is too large: with its repetitions expanded it has more than " + LARGEST + " steps");
    }

    /** Reads just enough of the syntax to multiply what is repeated; an expression that it misreads is refused later. */
    private static final class SizeEstimate {
        private final String text;
        private int at;

        SizeEstimate(String text) {
            this.text = text;
        }

        long total() {
            long total = 0;
            while (at < text.length()) {
                total += sequence(0);
                at++;
            }
            return total;
        }

        /** The size up to the end or the closing parenthesis. */
        private long sequence(int depth) {
            if (depth > DEEPEST) {
                throw new IllegalArgumentException("has more than " + DEEPEST + " groups within each other");
            }
            long total = 0;
            long last = 0;
            for (; at < text.length() && text.charAt(at) != ')'; at++) {
                if (text.charAt(at) == '{' && repetition() > 0) {
                    total -= last;
                    last = Math.min(last * repetition(), Integer.MAX_VALUE);
                    total += last;
                    at = text.indexOf('}', at);
                } else {
                    last = atom(depth);
                    total += last;
                }
            }
            return total;
        }

        /** The size of one atom; leaves the position at its last character. */
        private long atom(int depth) {
            switch (text.charAt(at)) {
                case '\\' -> {
                    if (text.startsWith("\\Q", at)) {
                        int end = text.indexOf("\\E", at);
                        int from = at + 2;
                        at = end < 0 ? text.length() - 1 : end + 1;
                        return Math.max(1, at - from);
                    }
                    at++;
                    return 1;
                }
                case '[' -> {
                    characterClass();
                    return 1;
                }
                case '(' -> {
                    at++;
                    return 2 + sequence(depth + 1);
                }
                default -> {
                    return 1;
                }
            }
        }

        private void characterClass() {
            // A bracket that comes first belongs to the class.
            int from = text.startsWith("[^]", at) ? at + 3 : text.startsWith("[]", at) ? at + 2 : at + 1;
            for (at = from; at < text.length() && text.charAt(at) != ']'; at++) {
                if (text.charAt(at) == '\\') {
                    at++;
                } else if (text.startsWith("[:", at)) {
                    int end = text.indexOf(":]", at + 2);
                    at = end < 0 ? at : end + 1;
                }
            }
        }

        /** The largest count of the repetition at the position; 0 if the brace is no repetition. */
        private int repetition() {
            int end = text.indexOf('}', at);
            if (end < 0) {
                return 0;
            }
            int largest = 0;
            for (String count : text.substring(at + 1, end).split(",", 2)) {
                if (count.length() > 4 || !count.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    return 0;
                }
                largest = Math.max(largest, count.isEmpty() ? 1 : Integer.parseInt(count) + 1);
            }
            return largest;
        }
    }
}
