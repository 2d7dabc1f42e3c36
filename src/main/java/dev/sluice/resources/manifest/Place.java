package dev.sluice.resources.manifest;

import dev.sluice.resources.document.Position;

/**
 * Where an object is written.
 *
 * @param file the file's name
 * @param at where the object begins in it
 */
public record Place(String file, Position at) {
    boolean is(ParsedFile other, Manifest manifest) {
        return file.equals(other.name()) && at.equals(manifest.at());
    }

    /** As {@code file:line}. */
    @Override
    public String toString() {
        return file + ":" + at.line();
    }
}
