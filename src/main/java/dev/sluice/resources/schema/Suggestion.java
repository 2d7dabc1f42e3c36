package dev.sluice.resources.schema;

import java.util.Collection;
import java.util.Locale;

/** What a user may have meant. */
public final class Suggestion {
    private static final int MOST_EDITS = 2;

    private Suggestion() {}

    /** A clause that names the known word nearest to the given one, empty if none is near. */
    public static String among(Collection<String> known, String given) {
        String nearest = "";
        int fewest = MOST_EDITS + 1;
        for (String word : known) {
            int edits = edits(word.toLowerCase(Locale.ROOT), given.toLowerCase(Locale.ROOT));
            if (edits < fewest && edits < word.length() / 2 + 1) {
                fewest = edits;
                nearest = word;
            }
        }
        return nearest.isEmpty() ? "" : "; is " + nearest + " meant?";
    }

    /** How many insertions, deletions and replacements lead from one word to another. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
