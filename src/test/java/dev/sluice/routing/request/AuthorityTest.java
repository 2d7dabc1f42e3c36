package dev.sluice.routing.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "www.example.com, www.example.com",
        "WWW.Example.COM:8080, www.example.com",
        "www.example.com., www.example.com",
        "www.example.com.:80, www.example.com",
        "www.example.com:, www.example.com",
        "127.0.0.1:80, 127.0.0.1",
        "'[2001:DB8::1]:80', '[2001:db8::1]'",
        "'[::1]', '[::1]'",
        "a_b, a_b",
    })
    void readsTheHost(String authority, String host) {
        assertThat(Authority.host(authority)).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "a,b", "a/b", "user@a", "a:x", "a:123456", "a:65536", "::1", "[::1", "a\tb", "*.a", "a%41"
            })
    void refuses(String authority) {
        assertThat(Authority.host(authority)).isNull();
    }
}
