package dev.sluice.resources.document;

import com.google.re2j.Pattern;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an unquoted YAML scalar means to kubectl: the resolution of go-yaml v2, which is YAML 1.1 with Go's integers
 * and without base 60 and timestamps.
 */
final class PlainScalar {
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final BigInteger MOST = BigInteger.TWO.pow(64);

    private PlainScalar() {}

    /** A Boolean, Long, BigInteger, Double, null, or the text itself. */
    static @Nullable Object resolve(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> null;
            case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON" -> Boolean.TRUE;
            case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF" -> Boolean.FALSE;
            default -> number(text);
        };
    }

    private static Object number(String text) {
        char first = text.charAt(0);
        boolean digit = first >= '0' && first <= '9';
        if (!digit && first != '+' && first != '-' && first != '.') {
            return text;
        }
        String bare = first == '.' ? text : text.replace("_", "");
        if (first != '.') {
            Object integer = integer(bare);
            if (integer != null) {
                return integer;
            }
        }
        return FLOAT.matches(bare) ? (Object) Double.valueOf(bare) : text;
    }

    private static @Nullable Object integer(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String digits = (signed ? text.substring(1) : text).toLowerCase(Locale.ROOT);
        int radix = 10;
        int from = 0;
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            char mark = digits.charAt(1);
            radix = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
            from = mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1;
        }
        if (from == digits.length() || !allDigits(digits, from, radix)) {
            return null;
        }
        BigInteger value = new BigInteger(digits.substring(from), radix);
        if (text.startsWith("-")) {
            value = value.negate();
        }
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return value.signum() > 0 && value.compareTo(MOST) < 0 ? value : null;
    }

    private static boolean allDigits(String text, int from, int radix) {
        for (int i = from; i < text.length(); i++) {
            if (Character.digit(text.charAt(i), radix) < 0) {
                return false;
            }
        }
        return text.length() - from < 100;
    }
}
