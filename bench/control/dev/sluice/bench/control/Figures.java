package dev.sluice.bench.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was measured, printed at once and in the end as a table. */
final class Figures {
    private record Figure(String what, double value, @Nullable Double most) {
        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %s |",
                    what,
                    value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.2f", value),
                    most == null ? "" : (value <= most ? "" : "**beyond** ") + String.format(Locale.ROOT, "%s", trimmed(most)));
        }

        private static String trimmed(double value) {
            return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
        }
    }

    private final List<Figure> all = new ArrayList<>();

    void add(String what, double value) {
        add(new Figure(what, value, null));
    }

    /** @param most what the value may be at most */
    void add(String what, double value, double most) {
        add(new Figure(what, value, most));
    }

    private void add(Figure figure) {
        all.add(figure);
        System.out.println(figure.row());
    }

    /** None is wanted. */
    void addErrors(String what, Map<String, Long> errors) {
        errors.forEach((error, times) -> System.err.println(times + " times " + error));
        add(what, errors.values().stream().mapToLong(Long::longValue).sum(), 0);
    }

    String table() {
        StringBuilder table = new StringBuilder("| figure | value | at most |\n| --- | --- | --- |\n");
        all.forEach(figure -> table.append(figure.row()).append('\n'));
        return table.toString();
    }
}
