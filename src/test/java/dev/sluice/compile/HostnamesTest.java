package dev.sluice.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.HostnamePattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostnamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "example.com", "*.example.com", "*.com", "a-b.c--d.x1", "1.2.3.4", "xn--bcher-kva.example"})
    void valid(String text) {
        assertThat(Hostnames.parse(text)).isEqualTo(new HostnamePattern(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*.",
                ".",
                ".com",
                "example.",
                "a..b",
                "-a.com",
                "a-.com",
                "a.com-",
                "*.*.com",
                "a.*.com",
                "*a.com",
                "a b",
                "a_b",
                "a/b",
                "a:80",
                "bücher.example",
                "*.-a"
            })
    void invalid(String text) {
        assertThat(Hostnames.parse(text)).isNull();
    }

    @Test
    void noneIsAny() {
        assertThat(Hostnames.parse(null)).isEqualTo(HostnamePattern.ANY);
        assertThat(Hostnames.parse("")).isEqualTo(HostnamePattern.ANY);
    }

    @Test
    void caseDoesNotMatter() {
        assertThat(Hostnames.parse("WWW.Example.COM")).isEqualTo(new HostnamePattern("www.example.com"));
    }

    @Test
    void tooLong() {
        assertThat(Hostnames.parse("a".repeat(253))).isNotNull();
        assertThat(Hostnames.parse("a".repeat(254))).isNull();
    }
}
