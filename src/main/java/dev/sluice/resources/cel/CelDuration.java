package dev.sluice.resources.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.time.Duration;

/** Durations as Go writes them, such as {@code 1h30m} and {@code 500ms}. */
final class CelDuration {
    private static final Pattern WHOLE =
            Pattern.compile("[-+]?(?:(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:ns|us|µs|μs|ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");

    private CelDuration() {}

    /** @throws CelException if the text is no duration or one of more than 292 years */
    static Duration parse(String text) {
        if (text.equals("0") || text.equals("-0") || text.equals("+0")) {
            return Duration.ZERO;
        }
        if (!WHOLE.matches(text) || text.length() > 100) {
            throw new CelException("invalid duration: \"" + text + "\"");
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            String number = parts.group(1);
            nanos = nanos.add(new BigDecimal(number.startsWith(".") ? "0" + number : number)
                    .multiply(BigDecimal.valueOf(nanosOf(parts.group(2)))));
        }
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new CelException("duration out of range: \"" + text + "\"");
        }
        Duration duration = Duration.ofNanos(nanos.longValue());
        return text.startsWith("-") ? duration.negated() : duration;
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 1_000;
        };
    }
}
