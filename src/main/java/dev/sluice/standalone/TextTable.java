package dev.sluice.standalone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of text under headings, aligned by column; the last column may be of any length. */
public final class TextTable {
    private static final String GAP = "   ";

    private final List<String> headings;
    private final int incidental;
    private final Map<String, List<String>> rows = new LinkedHashMap<>();

    public TextTable(String... headings) {
        this(List.of(headings), -1);
    }

    private TextTable(List<String> headings, int incidental) {
        this.headings = headings;
        this.incidental = incidental;
    }

    /** The same table, yet without rows, in which a row counts as the same if only its cell under this heading differs. */
    TextTable withIncidental(String heading) {
        return new TextTable(headings, headings.indexOf(heading));
    }

    /**
     * Adds a row; an empty cell shows as {@code -}.
     *
     * @param key tells the row from others, also from those of an earlier table
     */
    public void row(String key, String... cells) {
        List<String> row = new ArrayList<>(cells.length);
        for (String cell : cells) {
            row.add(cell.isEmpty() ? "-" : cell.replace('\n', ' '));
        }
        rows.put(key, row);
    }

    /** Whether there is nothing under the headings. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The number of rows under the headings. */
    public int size() {
        return rows.size();
    }

    /**
     * The rows that an earlier table of the same headings did not have so, and those that only it had, with what became
     * of them in a first column.
     */
    TextTable since(TextTable before, Words words) {
        TextTable changes = new TextTable(prepend(words.heading(), headings).toArray(String[]::new));
        rows.forEach((key, row) -> {
            List<String> old = before.rows.get(key);
            if (old == null || !isSame(row, old)) {
                changes.rows.put(key, prepend(old == null ? words.added() : words.changed(), row));
            }
        });
        before.rows.forEach((key, row) -> {
            if (!rows.containsKey(key)) {
                changes.rows.put(key, prepend(words.removed(), row));
            }
        });
        return changes;
    }

    private boolean isSame(List<String> row, List<String> old) {
        for (int i = 0; i < row.size(); i++) {
            if (i != incidental && !row.get(i).equals(old.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The heading above what became of rows, and what can become of them. */
    record Words(String heading, String added, String changed, String removed) {}

    private static List<String> prepend(String cell, List<String> cells) {
        List<String> all = new ArrayList<>(cells.size() + 1);
        all.add(cell);
        all.addAll(cells);
        return all;
    }

    @Override
    public String toString() {
        return text(Integer.MAX_VALUE);
    }

    /** The text with at most so many rows; how many more there are is said below them. */
    String text(int most) {
        List<List<String>> shown = new ArrayList<>();
        shown.add(headings);
        rows.values().stream().limit(most).forEach(shown::add);
        int[] widths = new int[headings.size()];
        for (List<String> row : shown) {
            Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length()));
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : shown) {
            for (int i = 0; i < widths.length - 1; i++) {
                text.append(row.get(i))
                        .repeat(' ', widths[i] - row.get(i).length())
                        .append(GAP);
            }
            text.append(row.getLast()).append('\n');
        }
        if (rows.size() > most) {
            text.append("… and ").append(rows.size() - most).append(" more\n");
        }
        return text.toString();
    }
}
