package dev.sluice.resources.document;

/**
 * The text of one document, not parsed yet. Positions inside it are relative to its first line.
 *
 * @param linesBefore how many lines of the file stand before it
 * @param json whether it is JSON rather than YAML; a JSON chunk may hold several values one after the other
 */
public record Chunk(int linesBefore, boolean json, String text) {}
