package dev.sluice.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathIndexTest {
    private record PathOnly(String path, String method) implements RequestView {
        @Override
        public String host() {
            return "example.com";
        }

        @Override
        public String header(String name) {
            return null;
        }

        @Override
        public String queryParam(String name) {
            return null;
        }
    }

    private final List<Candidate> candidates = new ArrayList<>();

    private void add(String name, PathMatch path, String method) {
        candidates.add(new Candidate(
                new HttpMatch(path, method, List.of(), List.of()),
                new RouteRule(
                        new RuleId("HTTPRoute", "default", "route", candidates.size(), name),
                        List.of(),
                        Backends.NONE,
                        Timeouts.NONE)));
    }

    private String select(String path, String method) {
        Candidate found = PathIndex.of(candidates).select(new PathOnly(path, method));
        return found == null ? null : found.rule().id().name();
    }

    @Test
    void exactThenRegexThenTheLongestPrefix() {
        add("exact", new PathMatch.Exact("/a/b"), null);
        add("regex", new PathMatch.Regex(Pattern.compile("/a/b.*")), null);
        add("deep", new PathMatch.Prefix("/a/b/c/d"), null);
        add("a", new PathMatch.Prefix("/a"), null);
        add("root", new PathMatch.Prefix("/"), null);
        assertThat(select("/a/b", "GET")).isEqualTo("exact");
        assertThat(select("/a/bc", "GET")).isEqualTo("regex");
        assertThat(select("/a/c/d", "GET")).isEqualTo("a");
        assertThat(select("/a", "GET")).isEqualTo("a");
        assertThat(select("/a/", "GET")).isEqualTo("a");
        assertThat(select("/ab", "GET")).isEqualTo("root");
        assertThat(select("/", "GET")).isEqualTo("root");
    }

    @Test
    void fallsBackToShorterPrefixesWhenTheRestDoesNotHold() {
        add("deep", new PathMatch.Prefix("/a/b/c"), "POST");
        add("middle", new PathMatch.Prefix("/a/b"), "PUT");
        add("top", new PathMatch.Prefix("/a"), "GET");
        assertThat(select("/a/b/c/d/e", "POST")).isEqualTo("deep");
        assertThat(select("/a/b/c/d/e", "PUT")).isEqualTo("middle");
        assertThat(select("/a/b/c/d/e", "GET")).isEqualTo("top");
        assertThat(select("/a/b/c/d/e", "HEAD")).isNull();
    }

    @Test
    void anExactMatchThatFailsLeavesTheRest() {
        add("exact", new PathMatch.Exact("/a"), "POST");
        add("prefix", new PathMatch.Prefix("/a"), null);
        assertThat(select("/a", "GET")).isEqualTo("prefix");
    }

    @Test
    void pathsMuchLongerThanAnyPrefix() {
        add("a", new PathMatch.Prefix("/abc"), null);
        assertThat(select("/abc" + "/x".repeat(2000), "GET")).isEqualTo("a");
        assertThat(select("/" + "x".repeat(4000), "GET")).isNull();
        assertThat(select("/abcd", "GET")).isNull();
    }

    @Test
    void noCandidates() {
        assertThat(select("/", "GET")).isNull();
    }

    @Test
    void aMethodOfAnyServiceComesAfterPrefixesAndBeforeTheOneThatMatchesEverything() {
        add("root", new PathMatch.Prefix("/"), null);
        add("method", new PathMatch.AnyService("Get"), "POST");
        add("service", new PathMatch.Prefix("/store.Books"), "POST");
        add("exact", new PathMatch.Exact("/store.Books/Put"), "POST");
        assertThat(select("/store.Maps/Get", "POST")).isEqualTo("method");
        assertThat(select("/store.Books/Get", "POST")).isEqualTo("service");
        assertThat(select("/store.Books/Put", "POST")).isEqualTo("exact");
        assertThat(select("/store.Maps/Put", "POST")).isEqualTo("root");
        assertThat(select("/store.Maps/Get", "GET")).isEqualTo("root");
    }

    @Test
    void aMethodOfAnyServiceIsTheSecondOfTwoElements() {
        add("method", new PathMatch.AnyService("Get"), null);
        assertThat(select("/s/Get", "POST")).isEqualTo("method");
        for (String other : List.of("/Get", "//Get", "/s/Get/", "/a/s/Get", "/s/Got", "/s/get", "/s/", "/", "/sGet")) {
            assertThat(select(other, "POST")).as(other).isNull();
            assertThat(new PathMatch.AnyService("Get").matches(other)).as(other).isFalse();
        }
    }
}
