package dev.sluice.compile;

/** What the field lines of an HTTP message can carry (RFC 9110, 5.1, 5.5 and 5.6.2). */
final class FieldSyntax {
    private static final String SEPARATORS = "\"(),/:;<=>?@[\\]{}";

    private FieldSyntax() {}

    /** Whether a name is a token. */
    static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char character = name.charAt(i);
            if (character <= ' ' || character >= 0x7f || SEPARATORS.indexOf(character) >= 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Whether a value has nothing but visible characters, spaces, tabs and bytes beyond ASCII. */
    static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            if ((character < ' ' && character != '\t') || character == 0x7f || character > 0xff) {
                return false;
            }
        }
        return true;
    }

    /** Spaces and tabs around a value are no part of it. */
    static String withoutOuterSpace(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isSpace(value.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean isSpace(char character) {
        return character == ' ' || character == '\t';
    }

    /** A text for messages, without what would break a line. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            printable.append(character < ' ' || character == 0x7f ? '\ufffd' : character);
        }
        return printable.toString();
    }
}
