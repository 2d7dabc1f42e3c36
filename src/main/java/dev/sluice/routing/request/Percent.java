package dev.sluice.routing.request;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-encoding (RFC 3986, section 2.1). */
public final class Percent {
    private static final String DIGITS = "0123456789ABCDEF";

    private Percent() {}

    /**
     * The octet of the escape that begins at an index.
     *
     * @return -1 if there is no valid escape
     */
    static int value(String text, int percentAt) {
        if (percentAt + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(percentAt + 1), 16);
        int low = Character.digit(text.charAt(percentAt + 2), 16);
        return high < 0 || low < 0 || text.charAt(percentAt + 1) > 'f' || text.charAt(percentAt + 2) > 'f'
                ? -1
                : high << 4 | low;
    }

    static void append(StringBuilder out, int octet) {
        out.append('%').append(DIGITS.charAt(octet >> 4)).append(DIGITS.charAt(octet & 15));
    }

    /**
     * Escapes what may not stand in a query unescaped but is sent by clients nevertheless: octets beyond ASCII.
     *
     * @return null if the query has characters that must be refused
     */
    public static @Nullable String query(String raw) {
        boolean beyondAscii = false;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '#') {
                return null;
            }
            beyondAscii |= c > 0x7f;
        }
        return beyondAscii ? escapeBeyondAscii(raw) : raw;
    }

    private static String escapeBeyondAscii(String raw) {
        StringBuilder out = new StringBuilder(raw.length() + 16);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c > 0x7f) {
                append(out, c & 0xff);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Decodes a part of a query: escapes, and a plus for a space; a broken escape stays as it is. */
    static String decodeForm(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c == '%' ? value(text, i) : -1;
            if (value >= 0) {
                bytes[length++] = (byte) value;
                i += 2;
            } else {
                bytes[length++] = (byte) (c == '+' ? ' ' : c);
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
