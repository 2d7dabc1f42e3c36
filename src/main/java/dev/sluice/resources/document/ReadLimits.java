package dev.sluice.resources.document;

/**
 * What a reader refuses.
 *
 * @param fileBytes the largest file, in bytes
 * @param documents the most documents in a file
 * @param depth the deepest nesting of maps and lists
 * @param aliasedNodes the most values that a document may gain by YAML aliases
 */
public record ReadLimits(int fileBytes, int documents, int depth, int aliasedNodes) {
    public static final ReadLimits DEFAULT = new ReadLimits(64 * 1024 * 1024, 100_000, 100, 100_000);
}
