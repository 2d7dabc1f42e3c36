package dev.sluice.compile;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations of the Gateway API (GEP-2257), such as {@code 1h30m} or {@code 500ms}. */
final class GatewayDuration {
    private static final Pattern WHOLE = Pattern.compile("([0-9]{1,5}(h|m|s|ms)){1,4}");
    private static final Pattern PART = Pattern.compile("([0-9]{1,5})(h|ms|m|s)");

    private GatewayDuration() {}

    /** The duration in milliseconds, or null if the text is none. */
    static @Nullable Long parse(String text) {
        if (!WHOLE.matches(text)) {
            return null;
        }
        long millis = 0;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long count = Long.parseLong(part.group(1));
            millis += switch (part.group(2)) {
                case "h" -> count * 3_600_000;
                case "m" -> count * 60_000;
                case "s" -> count * 1_000;
                default -> count;
            };
        }
        return millis;
    }
}
