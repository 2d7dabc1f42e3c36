package dev.sluice.proxy;

import org.jspecify.annotations.Nullable;

/**
 * What a header value may not contain (RFC 9113, section 8.2.1). HTTP/1 is checked by its decoder; the one for HTTP/2
 * checks names alone, and a line feed that it lets pass would be a new line of an HTTP/1 message.
 */
final class HeaderValues {
    private HeaderValues() {}

    static boolean areValid(@Nullable Headers headers) {
        if (headers == null) {
            return true;
        }
        for (int i = 0; i < headers.size(); i++) {
            if (!isValid(headers.valueAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isValid(String value) {
        int length = value.length();
        if (length == 0) {
            return true;
        }
        if (isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /**
     * A value as it can be written into an HTTP/1 message.
     *
     * @return with a question mark for each character that is no octet
     * @throws IllegalArgumentException if there is something in it that could end it
     */
    static String checked(CharSequence value) {
        boolean octets = true;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                throw new IllegalArgumentException("not the value of a header");
            }
            octets &= c <= 0xff;
        }
        return octets ? value.toString() : octets(value);
    }

    private static String octets(CharSequence value) {
        StringBuilder octets = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            octets.append(value.charAt(i) > 0xff ? '?' : value.charAt(i));
        }
        return octets.toString();
    }
}
