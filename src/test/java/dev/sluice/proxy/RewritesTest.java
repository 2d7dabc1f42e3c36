package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.PathMatch;
import dev.sluice.routing.PathRewrite;
import dev.sluice.routing.request.QueryParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewritesTest {
    /** The table at HTTPPathModifier.replacePrefixMatch, and its neighbours. */
    @ParameterizedTest
    @CsvSource({
        "/foo/bar, /foo, /xyz, /xyz/bar",
        "/foo/bar, /foo, /xyz/, /xyz/bar",
        "/foo/bar, /foo/, /xyz, /xyz/bar",
        "/foo/bar, /foo/, /xyz/, /xyz/bar",
        "/foo, /foo, /xyz, /xyz",
        "/foo/, /foo, /xyz, /xyz/",
        "/foo/bar, /foo, '', /bar",
        "/foo, /foo, /xyz/, /xyz",
        "/foo/, /foo, '', /",
        "/foo, /foo, '', /",
        "/foo/, /foo, /, /",
        "/foo, /foo, /, /",
        "/foo/bar, /foo, /, /bar",
        "/foo/bar, /, /xyz, /xyz/foo/bar",
        "/, /, /xyz, /xyz/",
        "/foo/bar, /, /, /foo/bar",
    })
    void replacesPrefixes(String path, String prefix, String replacement, String expected) {
        assertThat(PathRewriting.apply(new PathRewrite.Prefix(replacement), new PathMatch.Prefix(prefix), path))
                .isEqualTo(expected);
    }

    @Test
    void replacesWholePaths() {
        assertThat(PathRewriting.apply(new PathRewrite.Full("/x"), new PathMatch.Exact("/a"), "/a"))
                .isEqualTo("/x");
        assertThat(PathRewriting.apply(new PathRewrite.Full(""), new PathMatch.Exact("/a"), "/a"))
                .isEqualTo("/");
    }

    @Test
    void leavesAPathThatNoPrefixHasMatched() {
        assertThat(PathRewriting.apply(new PathRewrite.Prefix("/x"), new PathMatch.Exact("/a"), "/a"))
                .isEqualTo("/a");
    }

    @ParameterizedTest
    @CsvSource({
        "a=1&b=2, b, 2",
        "a=1&a=2, a, 1",
        "a, a, ''",
        "a=, a, ''",
        "a=x%20y+z, a, x y z",
        "%61=1, a, 1",
        "a=%zz, a, %zz",
        "a=b=c, a, b=c",
        "&&a=1&, a, 1",
    })
    void readsQueryParameters(String query, String name, String value) {
        assertThat(QueryParameters.first(query, name)).isEqualTo(value);
    }

    @Test
    void missesAbsentQueryParameters() {
        assertThat(QueryParameters.first("", "a")).isNull();
        assertThat(QueryParameters.first("ab=1&b", "a")).isNull();
    }
}
