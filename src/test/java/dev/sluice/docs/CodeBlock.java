package dev.sluice.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a page.
 *
 * @param line of the file where its fence opens, from 1
 * @param mark of the comment above it, such as {@code wrong}; empty without one
 */
record CodeBlock(Path page, int line, String language, String mark, String text) {
    private static final Pattern FENCE = Pattern.compile(
            "(?:^<!-- (?<mark>[a-z-]+) -->\\n)?^```(?<language>\\w*)\\n(?<text>.*?)^```$",
            Pattern.MULTILINE | Pattern.DOTALL);

    static List<CodeBlock> of(Path page) throws IOException {
        String text = Files.readString(page);
        List<CodeBlock> blocks = new ArrayList<>();
        Matcher fence = FENCE.matcher(text);
        while (fence.find()) {
            String mark = fence.group("mark");
            blocks.add(new CodeBlock(
                    page,
                    (int) text.substring(0, fence.start("language")).lines().count(),
                    fence.group("language"),
                    mark == null ? "" : mark,
                    fence.group("text")));
        }
        return blocks;
    }

    @Override
    public String toString() {
        return page + ":" + line;
    }
}
