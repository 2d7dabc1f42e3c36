package dev.sluice.resources.document;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text into documents and parses them. Thread-safe. */
public final class DocumentReader {
    private final ReadLimits limits;

    public DocumentReader(ReadLimits limits) {
        this.limits = limits;
    }

    /**
     * Cuts a file's text at its document separators. Documents that hold nothing but comments and directives are left
     * out.
     *
     * @throws DocumentException if there are too many
     */
    public List<Chunk> cut(String text) throws DocumentException {
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        if (isJson(text, start)) {
            return List.of(new Chunk(0, true, text.substring(start)));
        }
        List<Chunk> chunks = new ArrayList<>();
        int line = 0;
        int chunkLine = 0;
        boolean content = false;
        int chunkStart = start;
        int at = start;
        while (at < text.length()) {
            int newline = text.indexOf('\n', at);
            int end = newline < 0 ? text.length() : newline + 1;
            if (isSeparator(text, at, end)) {
                if (content) {
                    add(chunks, chunkLine, text.substring(chunkStart, at));
                }
                chunkStart = at;
                chunkLine = line;
                content = hasContent(text, at + 3, end);
            } else {
                content |= hasContent(text, at, end);
            }
            line++;
            at = end;
        }
        if (content) {
            add(chunks, chunkLine, text.substring(chunkStart));
        }
        return chunks;
    }

    /** The values of a chunk: exactly one of a YAML chunk, any number of a JSON chunk. */
    public List<Node> parse(Chunk chunk) throws DocumentException {
        return chunk.json() ? new JsonParsing(limits).parse(chunk.text()) : new YamlParsing(limits).parse(chunk.text());
    }

    private void add(List<Chunk> chunks, int line, String text) throws DocumentException {
        if (chunks.size() == limits.documents()) {
            throw new DocumentException(
                    new Position(line + 1, 1), "the file holds more than " + limits.documents() + " documents");
        }
        chunks.add(new Chunk(line, false, text));
    }

    private static boolean isSeparator(String text, int at, int end) {
        return text.startsWith("---", at) && (at + 3 >= end || Character.isWhitespace(text.charAt(at + 3)));
    }

    private static boolean hasContent(String text, int from, int to) {
        int first = from;
        while (first < to && Character.isWhitespace(text.charAt(first))) {
            first++;
        }
        if (first >= to) {
            return false;
        }
        char character = text.charAt(first);
        boolean documentEnd = first == from
                && text.startsWith("...", first)
                && text.substring(first, to).isBlank();
        return character != '#' && !(character == '%' && first == from) && !documentEnd;
    }

    /** A YAML flow map begins with a brace too, but hardly ever with a quoted key. */
    private static boolean isJson(String text, int from) {
        int brace = nextCharacter(text, from);
        int next = nextCharacter(text, brace + 1);
        return next < text.length()
                && text.charAt(brace) == '{'
                && (text.charAt(next) == '"' || text.charAt(next) == '}');
    }

    private static int nextCharacter(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
