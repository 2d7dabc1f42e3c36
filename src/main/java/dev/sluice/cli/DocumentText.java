package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/** The text of a document of maps, lists, strings and numbers. */
final class DocumentText {
    /** Booleans and null (YAML 1.1, https://yaml.org/type). */
    private static final Set<String> WORDS = Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    private DocumentText() {}

    static String yaml(Map<String, Object> document) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(1000)
                .build();
        return new Dump(settings, new Representer(settings)).dumpToString(document);
    }

    /** Writes a string without quotes only if every reader, of YAML 1.1 and 1.2, takes it for one. */
    private static final class Representer extends StandardRepresenter {
        Representer(DumpSettings settings) {
            super(settings);
            representers.put(String.class, text -> representScalar(Tag.STR, (String) text, style((String) text)));
        }

        private static ScalarStyle style(String text) {
            // Numbers, times and special values begin with something else, and all words with a meaning are these.
            return !text.isEmpty() && isLetter(text.charAt(0)) && !WORDS.contains(text.toLowerCase(Locale.ROOT))
                    ? ScalarStyle.PLAIN
                    : ScalarStyle.DOUBLE_QUOTED;
        }

        private static boolean isLetter(char character) {
            return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
        }
    }

    static String json(Map<String, Object> document) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
