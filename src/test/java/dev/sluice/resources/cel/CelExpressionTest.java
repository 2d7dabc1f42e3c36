package dev.sluice.resources.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.resources.document.DocumentException;
import dev.sluice.resources.document.DocumentReader;
import dev.sluice.resources.document.ReadLimits;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelExpressionTest {
    private static Object evaluate(String expression, String self) throws DocumentException {
        DocumentReader reader = new DocumentReader(ReadLimits.DEFAULT);
        Object value =
                reader.parse(reader.cut("- " + self).getFirst()).getFirst().plain();
        return CelExpression.parse(expression).evaluate(Collections.singletonMap("self", ((List<?>) value).getFirst()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // has, selection and escaped names
                "has(self.a);{a: 1};true",
                "has(self.a);{b: 1};false",
                "has(self.a.b) ? self.a.b : 7;{a: {c: 1}};7",
                "self.__namespace__ == 'x';{namespace: x};true",
                "has(self.a__dot__b__dash__c__slash__d);{a.b-c/d: 1};true",
                "has(self.a__underscores__b);{a__b: 1};true",
                // operators
                "1 + 2 * 3 - 4 / 2 == 5 && 7 % 3 == 1;x;true",
                "-self + 3;2;1",
                "!self;false;true",
                "self < 2 && 1.5 < 2.0 && 'a' < 'b' && 1 <= 1 && 2 >= 1 && 2 > 1;1;true",
                "1 == 1.0 && 1 != 2 && 'a' != 1;x;true",
                "'a' + 'b';x;ab",
                "size([1, 2] + [3]);x;3",
                "true ? 1 : 2;x;1",
                "false ? 1 : true ? 2 : 3;x;2",
                "self in ['a', 'b'];b;true",
                "'a' in self;{a: 1};true",
                "'a' in self;[b];false",
                "self == [1, {'a': [2]}];[1, {a: [2]}];true",
                "self[1] + self[0];[1, 2];3",
                "self['a b'];{a b: 4};4",
                "{'k': 1}.k + {'k': 1}['k'];x;2",
                "self == null;~;true",
                // an error counts only if nothing else decides
                "self.nope || true;{};true",
                "true || self.nope;{};true",
                "self.nope && false;{};false",
                "self.all(x, x.k > 1);[{m: 1}, {k: 1}];false",
                "self.exists(x, x.k == 1);[{m: 1}, {k: 1}];true",
                // macros
                "self.all(x, x > 0);[];true",
                "self.exists(x, x > 1);[1, 2];true",
                "self.exists_one(x, x > 1);[1, 2, 3];false",
                "self.exists_one(x, x > 2);[1, 2, 3];true",
                "self.filter(x, x > 1).size();[1, 2, 3];2",
                "self.map(x, x * 2) == [2, 4];[1, 2];true",
                "self.map(x, x > 1, x * 2) == [4];[1, 2];true",
                "self.all(k, self[k] == k);{a: a, b: b};true",
                "self.all(x, self.exists_one(y, x == y));[1, 2, 1];false",
                // functions
                "size(self) + self.size();a😀;4",
                "self.startsWith('ab') && self.endsWith('bc') && self.contains('b');abc;true",
                "self.matches('^[a-z]+$');abc;true",
                "self.matches('b');abc;true",
                "self.matches(r'''^\\d$''');7;true",
                "self.substring(2) + self.substring(0, 1);abc;ca",
                "self.split('/')[1];a/b/c;b",
                "self.split('/').size();a//c;3",
                "self.replace('a', 'b').upperAscii().lowerAscii().trim();aa;bb",
                "self.indexOf('c');abc;2",
                "isIP(self);10.0.0.1;true",
                "isIP(self);::1;true",
                "isIP(self);010.0.0.1;false",
                "isIP(self);example.com;false",
                "duration(self) > duration('500ms');1h2m3s;true",
                "duration(self) == duration('1500ms');1.5s;true",
                "duration('0') == duration('0s');x;true",
                "string(self) + 'a';3;3a",
                "int('7') + int(1.9);x;8",
                "double(2) / 4.0;x;0.5",
                // literals
                "'\\\\n\\\\u0041\\\\x41\\\\101\\\\'' == \"\\\\nAAA'\";x;true",
                "r'\\\\d' == '\\\\\\\\d';x;true",
                "0x10 + 1e2 == 0;x;error",
                "1e2 == 100.0 // a comment;x;true"
            })
    void values(String expression, String self, String expected) throws DocumentException {
        String text = expression.replace("\\\\", "\\");
        if (expected.equals("error")) {
            assertThatExceptionOfType(CelException.class).isThrownBy(() -> evaluate(text, self));
        } else {
            assertThat(String.valueOf(evaluate(text, self.startsWith("7") ? "'7'" : self)))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.nope",
                "self.a.b",
                "self[0]",
                "self.a[5]",
                "self.a && true",
                "self + 1",
                "self < 1",
                "9223372036854775807 + 1",
                "1 / 0",
                "1 % 0",
                "size(1)",
                "unknown",
                "self.a[0] == 1 && 'a'.matches('(' + 'x')",
                "duration('1x') == duration('1s')",
                "int('x')",
                "self.all(x, x.y == 1)",
                "'abc'.substring(4)",
                "1 in 2"
            })
    void errors(String expression) {
        assertThatExceptionOfType(CelException.class).isThrownBy(() -> evaluate(expression, "{a: [1]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1 +",
                "(1",
                "[1",
                "'a",
                "1 2",
                "nope(1)",
                "self.nope()",
                "size()",
                "a ? b",
                "#",
                "99999999999999999999",
                "'\\q'",
                "self.matches('(')",
                "self.",
                "has(",
                "{1}"
            })
    void whatCannotBeParsedIsRefused(String expression) {
        assertThatExceptionOfType(CelException.class).isThrownBy(() -> CelExpression.parse(expression));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "!", "[", "-"})
    void nestingIsLimited(String open) {
        assertThatExceptionOfType(CelException.class).isThrownBy(() -> CelExpression.parse(open.repeat(100_000) + "1"));
    }

    @Test
    void variablesAreFound() {
        assertThat(CelExpression.parse("self.all(x, x == oldSelf.y)").uses("oldSelf"))
                .isTrue();
        assertThat(CelExpression.parse("has(self.oldSelf)").uses("oldSelf")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1h, 3600000", "1.5s, 1500", "1m30s, 90000", "100ms, 100", "-2s, -2000", ".5s, 500"})
    void durationsAreThoseOfGo(String text, long millis) {
        assertThat(CelDuration.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }
}
