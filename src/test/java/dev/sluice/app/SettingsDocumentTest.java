package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/settings.md is generated from the settings' own documentation; {@code -Dsettings.update=true} writes it. */
class SettingsDocumentTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/sluice/app");
    private static final Path DOCUMENT = Path.of("docs/settings.md");
    private static final Pattern MEMBER = Pattern.compile(
            "/\\*\\*(?<doc>(?:(?!\\*/).)*)\\*/\\s+(?:(?:public )?interface (?<group>\\w+) \\{"
                    + "|@WithDefault\\(\"(?<default>[^\"]*)\"\\)\\s+(?<type>[\\w<>.]+) (?<name>\\w+)\\(\\);)",
            Pattern.DOTALL);
    private static final Pattern GROUP = Pattern.compile("\\n {4}(?<type>[A-Z]\\w+) (?<name>[a-z]\\w+)\\(\\);");

    @Test
    void documentSaysWhatTheCodeSays() throws IOException {
        String expected = document();
        if (Boolean.getBoolean("settings.update")) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
    }

    private static String document() throws IOException {
        StringBuilder out = new StringBuilder("""
                # Settings

                A setting `sluice.proxy.drain-timeout` is given as the environment variable `SLUICE_PROXY_DRAIN_TIMEOUT`, as the
                system property `-Dsluice.proxy.drain-timeout=…`, or in `config/application.yaml` below the working directory; the
                first of these counts. Durations are `500ms`, `10s`, `5m` or ISO-8601; sizes are bytes. A key of the file or
                a system property that does not exist ends the start; an environment variable that does not is only named, because
                other programs may have set it.
                """);
        Map<String, String> groups = new HashMap<>(Map.of("Settings", "sluice."));
        for (String type : List.of("Settings", "FeedSettings", "DataPlaneSettings")) {
            append(out, Files.readString(SOURCES.resolve(type + ".java")), groups, groups.get(type));
        }
        return out.toString();
    }

    private static void append(StringBuilder out, String source, Map<String, String> groups, String root) {
        Matcher group = GROUP.matcher(source);
        while (group.find()) {
            groups.put(group.group("type"), root + kebab(group.group("name")) + ".");
        }
        String prefix = root;
        boolean table = false;
        Matcher member = MEMBER.matcher(source);
        while (member.find()) {
            String text = member.group("doc")
                    .replaceAll("\\s*\\n\\s*\\*\\s?", " ")
                    .replaceAll("\\{@code ([^}]*)}", "`$1`")
                    .strip();
            if (member.group("group") != null) {
                if (groups.containsKey(member.group("group"))) {
                    prefix = groups.get(member.group("group"));
                    out.append("\n## ")
                            .append(prefix, 0, prefix.length() - 1)
                            .append("\n\n")
                            .append(text)
                            .append("\n");
                    table = false;
                }
                continue;
            }
            if (!table) {
                out.append("\n| setting | default | what it does |\n| --- | --- | --- |\n");
                table = true;
            }
            out.append("| `")
                    .append(prefix)
                    .append(kebab(member.group("name")))
                    .append("` | ")
                    .append(member.group("default").isEmpty() ? "" : "`" + member.group("default") + "`")
                    .append(" | ")
                    .append(text)
                    .append(" |\n");
        }
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
