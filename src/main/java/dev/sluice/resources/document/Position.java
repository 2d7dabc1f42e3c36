package dev.sluice.resources.document;

/**
 * A place in a text.
 *
 * @param line from 1
 * @param column from 1
 */
public record Position(int line, int column) {
    public static final Position START = new Position(1, 1);

    /** The same place when {@code lines} lines stand before the text. */
    public Position below(int lines) {
        return lines == 0 ? this : new Position(line + lines, column);
    }
}
