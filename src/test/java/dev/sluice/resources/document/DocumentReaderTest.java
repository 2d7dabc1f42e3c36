package dev.sluice.resources.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentReaderTest {
    private final DocumentReader reader = new DocumentReader(new ReadLimits(1 << 20, 10, 20, 1000));

    private Object value(String yaml) throws DocumentException {
        List<Chunk> chunks = reader.cut(yaml);
        assertThat(chunks).hasSize(1);
        return reader.parse(chunks.getFirst()).getFirst().plain();
    }

    @Test
    void documentsAreCutAtSeparatorsAndKnowTheirLine() throws DocumentException {
        List<Chunk> chunks = reader.cut(
                "# only a comment\n---\na: 1\n--- # second\nb: |\n  ---\n  text\n---\n\n---\n{c: 3}\n...\n--- d\n");
        assertThat(chunks).extracting(Chunk::linesBefore).containsExactly(1, 3, 9, 12);
        assertThat(chunks)
                .extracting(chunk -> reader.parse(chunk).getFirst().plain())
                .containsExactly(Map.of("a", 1L), Map.of("b", "---\ntext\n"), Map.of("c", 3L), "d");
    }

    @Test
    void carriageReturnsAndAByteOrderMarkAreNoMatter() throws DocumentException {
        List<Chunk> chunks = reader.cut("\uFEFFa: 1\r\n---\r\nb: 2\r\n");
        assertThat(chunks)
                .extracting(chunk -> reader.parse(chunk).getFirst().plain())
                .containsExactly(Map.of("a", 1L), Map.of("b", 2L));
    }

    @ParameterizedTest
    @CsvSource({
        "yes,true",
        "On,true",
        "y,true",
        "n,false",
        "off,false",
        "'\"yes\"',yes",
        "12,12",
        "0x10,16",
        "010,8",
        "0b11,3",
        "1_000,1000",
        "-3,-3",
        "1.5,1.5",
        "'''80''',80",
        "1.2.3,1.2.3",
        "2026-11-23,2026-11-23",
        "1e3,1000.0",
        "!!str 12,12",
        "12:30,12:30",
        "0x,0x",
        "-,-"
    })
    void plainScalarsMeanWhatTheyMeanToKubectl(String yaml, String expected) throws DocumentException {
        Object value = value("a: " + (yaml.equals("-") ? "'-'" : yaml));
        assertThat(((Map<?, ?>) value).get("a").toString()).isEqualTo(expected);
    }

    @Test
    void numbersKeepTheirTypes() throws DocumentException {
        assertThat(value("[1, 1.0, 9223372036854775808, ~, null, '', true]"))
                .isEqualTo(Arrays.asList(1L, 1.0, new BigInteger("9223372036854775808"), null, null, "", true));
    }

    @Test
    void keysBecomeStrings() throws DocumentException {
        assertThat(value("1: a\ntrue: b")).isEqualTo(Map.of("1", "a", "true", "b"));
    }

    @Test
    void aliasesAndMergesAreResolved() throws DocumentException {
        assertThat(value("base: &b {x: 1, z: 2}\nmore: {<<: *b, z: 3}\nlist: [*b]"))
                .isEqualTo(Map.of(
                        "base",
                        Map.of("x", 1L, "z", 2L),
                        "more",
                        Map.of("x", 1L, "z", 3L),
                        "list",
                        List.of(Map.of("x", 1L, "z", 2L))));
    }

    @Test
    void jsonKeepsPositionsAndHoldsSeveralValues() throws DocumentException {
        List<Node> nodes = reader.parse(
                reader.cut("{\n\t\"a\": \"\\/\\ud83d\\ude00\"}\n{\"b\": [1]}").getFirst());
        assertThat(nodes).extracting(Node::plain).containsExactly(Map.of("a", "/😀"), Map.of("b", List.of(1L)));
        assertThat(((Node.Mapping) nodes.getFirst()).fields().get("a").value().at())
                .isEqualTo(new Position(2, 7));
        assertThat(nodes.get(1).at().line()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1\\nb: [1, 2|2",
                "a: 1\\na: 2|2",
                "a: b: c|1",
                "a: *x|1",
                "a: &x [*x]|1",
                "? [1]\\n: 2|1",
                "a: 'open|1",
                "\\ta: 1|1",
                "a: {<<: 3}|1",
                "{\"a\": 1, \"a\": 2}|1",
                "{\"a\": \\n1,, }|2",
                "{\"a\": tru}|1"
            })
    void whatCannotBeReadNamesItsLine(String text, int line) {
        String document = text.replace("\\n", "\n").replace("\\t", "\t");
        assertThatExceptionOfType(DocumentException.class)
                .isThrownBy(() -> reader.parse(reader.cut(document).getFirst()))
                .satisfies(e -> assertThat(e.at().line()).isEqualTo(line))
                .satisfies(e -> assertThat(e.reason()).isNotEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: "})
    void nestingIsLimited(String open) {
        assertThatExceptionOfType(DocumentException.class)
                .isThrownBy(() -> reader.parse(reader.cut(open.repeat(5000)).getFirst()))
                .withMessageContaining("20");
        String json = "{\"a\":".repeat(5000);
        assertThatExceptionOfType(DocumentException.class)
                .isThrownBy(() -> reader.parse(reader.cut(json).getFirst()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo("nested more than 20 levels deep"));
    }

    @Test
    void aliasBombsAreRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
        }
        assertThatExceptionOfType(DocumentException.class)
                .isThrownBy(() -> reader.parse(reader.cut(bomb.toString()).getFirst()))
                .withMessageContaining("aliases expand to more than 1000 values");
    }

    @Test
    void theNumberOfDocumentsIsLimited() {
        assertThatExceptionOfType(DocumentException.class)
                .isThrownBy(() -> reader.cut("--- a\n".repeat(11)))
                .withMessageContaining("more than 10 documents");
    }
}
