package dev.sluice.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Metrics with the names of their labels: those of {@code docs/metrics.md}, and those of a scrape. */
final class DocumentedMetrics {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(sluice_\\w+)` \\| (\\w+) \\|([^|]*)\\|");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (sluice_\\w+) (\\w+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    private DocumentedMetrics() {}

    /** By name and type. */
    static Map<String, Set<String>> documented() {
        Map<String, Set<String>> metrics = new TreeMap<>();
        try {
            Matcher row = ROW.matcher(Files.readString(Path.of("docs/metrics.md")));
            while (row.find()) {
                metrics.put(row.group(1) + " " + row.group(2), names(Pattern.compile("`(\\w+)`"), row.group(3)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return metrics;
    }

    /** By name and type; without the gauges of greatest values that go with timers. */
    static Map<String, Set<String>> scraped(String text) {
        Map<String, Set<String>> metrics = new TreeMap<>();
        Matcher type = TYPE.matcher(text);
        while (type.find()) {
            // OpenMetrics names the family of a counter without the end that its samples have.
            boolean family = type.group(2).equals("counter") && !type.group(1).endsWith("_total");
            String name = type.group(1) + (family ? "_total" : "");
            if (!name.endsWith("_max")) {
                Matcher sample =
                        Pattern.compile("(?m)^" + name + "(_count)?(\\{.*})? ").matcher(text);
                metrics.put(
                        name + " " + type.group(2),
                        sample.find() && sample.group(2) != null ? names(LABEL, sample.group(2)) : Set.of());
            }
        }
        return metrics;
    }

    private static Set<String> names(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
