package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HostnameIndexTest {
    private static HostnameIndex<String> index(String... patterns) {
        return HostnameIndex.of(List.of(patterns), HostnamePattern::new);
    }

    private static List<String> chain(HostnameIndex<String> index, String host) {
        List<String> chain = new ArrayList<>();
        for (var entry = index.find(host); entry != null; entry = entry.next()) {
            chain.add(entry.value());
        }
        return chain;
    }

    @Test
    void mostSpecificFirstThenAllOthersThatMatch() {
        HostnameIndex<String> index =
                index("", "*.com", "*.example.com", "www.example.com", "*.a.example.com", "example.com");
        assertThat(chain(index, "www.example.com")).containsExactly("www.example.com", "*.example.com", "*.com", "");
        assertThat(chain(index, "x.a.example.com")).containsExactly("*.a.example.com", "*.example.com", "*.com", "");
        assertThat(chain(index, "a.example.com")).containsExactly("*.example.com", "*.com", "");
        assertThat(chain(index, "example.com")).containsExactly("example.com", "*.com", "");
        assertThat(chain(index, "com")).containsExactly("");
        assertThat(chain(index, "example.org")).containsExactly("");
        assertThat(chain(index, "")).containsExactly("");
    }

    @Test
    void aWildcardStandsForAtLeastOneLabel() {
        HostnameIndex<String> index = index("*.example.com");
        assertThat(index.get("example.com")).isNull();
        assertThat(index.get(".example.com")).isNull();
        assertThat(index.get("a.b.example.com")).isEqualTo("*.example.com");
        assertThat(index.get("notexample.com")).isNull();
    }

    /** A client chooses how many labels it names: to try each of them would take minutes. */
    @Test
    @Timeout(60)
    void aHostMayHaveAnyNumberOfLabels() {
        HostnameIndex<String> index = index("*.com", "*.example.com");
        String labels = "a.".repeat(1_000_000);
        assertThat(chain(index, labels + "example.com")).containsExactly("*.example.com", "*.com");
        assertThat(chain(index, labels + "com")).containsExactly("*.com");
        assertThat(chain(index, labels + "org")).isEmpty();
    }

    @Test
    void onePatternHasOneValue() {
        assertThatIllegalArgumentException().isThrownBy(() -> index("a.com", "b.com", "a.com"));
        assertThatIllegalArgumentException().isThrownBy(() -> index("", ""));
    }

    @Test
    void patternsIntersect() {
        assertIntersects("", "a.com", true);
        assertIntersects("*.com", "a.com", true);
        assertIntersects("*.com", "com", false);
        assertIntersects("*.a.com", "*.com", true);
        assertIntersects("*.a.com", "*.b.com", false);
        assertIntersects("*.a.com", "*.ba.com", false);
        assertIntersects("a.com", "b.com", false);
        assertIntersects("a.com", "a.com", true);
    }

    private static void assertIntersects(String left, String right, boolean expected) {
        assertThat(new HostnamePattern(left).intersects(new HostnamePattern(right)))
                .as("%s and %s", left, right)
                .isEqualTo(expected);
        assertThat(new HostnamePattern(right).intersects(new HostnamePattern(left)))
                .as("%s and %s", right, left)
                .isEqualTo(expected);
    }
}
