package dev.sluice.routing.request;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The part of a trace that a request comes from (W3C Trace Context, Level 1).
 *
 * @param high the first half of the trace-id
 * @param low the second half
 * @param span the span that caused the request
 * @param sampled whether who made that span has recorded it
 */
public record TraceContext(long high, long low, long span, boolean sampled) {
    private static final int LENGTH = 55;
    private static final HexFormat HEX = HexFormat.of();

    /** Reads the value of a traceparent; null if it is not valid, which is then to be as if there was none. */
    public static @Nullable TraceContext parse(String text) {
        if (text.length() < LENGTH
                || text.charAt(2) != '-'
                || text.charAt(35) != '-'
                || text.charAt(52) != '-'
                || !isHex(text, 0, 2)
                || !isHex(text, 3, 35)
                || !isHex(text, 36, 52)
                || !isHex(text, 53, LENGTH)
                || text.startsWith("ff")) {
            return null;
        }
        // Versions to come may add fields at the end (section 3.2.4).
        boolean known = text.startsWith("00");
        if (text.length() > LENGTH && (known || text.charAt(LENGTH) != '-')) {
            return null;
        }
        long high = HexFormat.fromHexDigitsToLong(text, 3, 19);
        long low = HexFormat.fromHexDigitsToLong(text, 19, 35);
        long span = HexFormat.fromHexDigitsToLong(text, 36, 52);
        return (high | low) == 0 || span == 0
                ? null
                : new TraceContext(high, low, span, (HexFormat.fromHexDigits(text, 53, LENGTH) & 1) != 0);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    /** The value of the traceparent. */
    @Override
    public String toString() {
        return "00-" + HEX.toHexDigits(high) + HEX.toHexDigits(low) + "-" + HEX.toHexDigits(span)
                + (sampled ? "-01" : "-00");
    }
}
