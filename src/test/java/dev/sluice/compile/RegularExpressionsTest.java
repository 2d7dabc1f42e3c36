package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
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
            strings = {"(", "a)", "[", "a{2000}", "(?=x)", "\\1", "*", "\\", "[[:nope:]]", "{", "(?P<n>a)(?P<n>b)"})
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
}
