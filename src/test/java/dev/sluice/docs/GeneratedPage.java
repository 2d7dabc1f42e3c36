package dev.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page that is made from the product; {@code -Ddocs.update=true} writes it. */
final class GeneratedPage {
    private GeneratedPage() {}

    static void isUpToDate(Path page, String expected) throws IOException {
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(page, expected);
        }
        assertThat(Files.readString(page))
                .as("%s; -Ddocs.update=true makes it anew", page)
                .isEqualTo(expected);
    }
}
