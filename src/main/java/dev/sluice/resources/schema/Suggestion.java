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
            if (edits < fewest && edits <= Math.max(1, word.length() / 3)) {
                fewest = edits;
                nearest = word;
            }
        }
        return nearest.isEmpty() ? "" : "; is " + nearest + " meant?";
    }

    /** How many insertions, deletions, replacements and swaps of neighbours lead from one word to another. */
    private static int edits(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : fewest(edits, from, to, i, j);
            }
        }
        return edits[from.length()][to.length()];
    }

    private static int fewest(int[][] edits, String from, String to, int i, int j) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int fewest = Math.min(edits[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(fewest, edits[i - 2][j - 2] + 1) : fewest;
    }
}
