package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.routing.PathMatch;
import dev.sluice.routing.RegexInput;
import dev.sluice.routing.ValueMatch;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegularExpressionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/users/[0-9]{1,10} /users/42",
                "[]a]+ ]a]",
                "[^]a]+ bcd",
                "[[:alpha:]{]{3} a{b",
                "\\Qa{1000}{1000}\\E a{1000}{1000}",
                "a{,3} a{,3}",
                "a{x} a{x}",
                "(a+)+$ aaaa",
                "\\{1000\\} {1000}",
                "(?:ab){2} abab"
            })
    void compilesAndMatches(String expression, String text) {
        assertThat(RegularExpressions.compile(expression).matches(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((a{100}){100}){100}",
                "(((((a{1000}){1000}){1000}){1000}){1000}){1000}",
                "(?:(?:[a-z]{50}){50}){50}",
                "((a{1,100}){1,100}){1,}{100}",
                "(\\)(a{100}){100}){100}",
                "([)](a{100}){100}){100}"
            })
    void refusesWhatWouldExpandTooFar(String expression) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> RegularExpressions.compile(expression))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("is too large"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "a)",
                "[",
                "a{2000}",
                "a{250}",
                "(?=x)",
                "\\1",
                "*",
                "\\",
                "[[:nope:]]",
                "{",
                "(?P<n>a)(?P<n>b)"
            })
    void refusesOrTakesButNeverFails(String expression) {
        try {
            RegularExpressions.compile(expression);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).startsWith("is ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 2000})
    void refusesDeepNesting(int depth) {
        assertThatThrownBy(() -> RegularExpressions.compile("(".repeat(depth) + "a" + ")".repeat(depth)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("groups within each other");
    }

    /** What an expression can cost is its size for each character. */
    @Test
    void neitherExpressionsNorInputsAreLarge() {
        assertThat(RegularExpressions.compile("(a|b|ab){0,40}c").programSize())
                .isLessThanOrEqualTo(RegularExpressions.LARGEST);
        assertThatThrownBy(() -> RegularExpressions.compile("(a?){150}a{150}"))
                .hasMessageContaining("more than " + RegularExpressions.LARGEST + " steps");
        assertThatThrownBy(() -> RegularExpressions.compile("[0-9a-z]{1,400}")).hasMessageContaining("is too large");
        assertThat(RegularExpressions.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                        .programSize())
                .isLessThan(100);
        for (int length : new int[] {RegexInput.LONGEST, RegexInput.LONGEST + 1}) {
            String path = "/" + "a".repeat(length - 1);
            boolean fits = length <= RegexInput.LONGEST;
            assertThat(new PathMatch.Regex(RegularExpressions.compile(".*")).matches(path))
                    .isEqualTo(fits);
            assertThat(new ValueMatch.Regex(RegularExpressions.compile(".*")).matches(path))
                    .isEqualTo(fits);
        }
    }
}
