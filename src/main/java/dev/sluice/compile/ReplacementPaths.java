package dev.sluice.compile;

/** Paths that rewrites and redirects put in the place of a request's (RFC 3986, 3.3). */
final class ReplacementPaths {
    private static final String OTHERS = "-._~!$&'()*+,;=:@/";

    private ReplacementPaths() {}

    /** Whether a text is an absolute path: with a slash first, without query and fragment. */
    static boolean isPath(String text) {
        return text.startsWith("/") && isOfPathCharacters(text);
    }

    /** Whether a text can stand for the prefix of a path: an absolute path or nothing. */
    static boolean isPrefix(String text) {
        return text.isEmpty() || isPath(text);
    }

    private static boolean isOfPathCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '%') {
                if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
                    return false;
                }
                i += 2;
            } else if (!isLetterOrDigit(character) && OTHERS.indexOf(character) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9');
    }

    private static boolean isHex(char character) {
        return Character.digit(character, 16) >= 0 && character < 0x80;
    }
}
