package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two implementations could understand differently: refused, and nothing of them reaches a backend. */
class StrictnessTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Proxy proxy = new Proxy();
    private EchoBackend echo;

    @BeforeEach
    void start() {
        echo = new EchoBackend(proxy.vertx, "one");
        proxy.endpoint("one", echo.port()).routes(prefix("/", backend("one")));
    }

    @AfterEach
    void stop() {
        echo.close();
        proxy.close();
    }

    private static Arguments bad(int status, String name, String request) {
        return Arguments.of(name, status, request);
    }

    private static String get(String... headers) {
        return "GET / HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static String post(String... headers) {
        return "POST / HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    static List<Arguments> ambiguous() {
        String chunks = "0\r\n\r\n" + SMUGGLED;
        return List.of(
                bad(400, "length and chunked", post("Content-Length: 6", "Transfer-Encoding: chunked") + chunks),
                bad(400, "chunked and length", post("Transfer-Encoding: chunked", "Content-Length: 6") + chunks),
                bad(400, "length and identity", post("Content-Length: 4", "Transfer-Encoding: identity") + "abcd"),
                bad(400, "identity", post("Transfer-Encoding: identity") + SMUGGLED),
                bad(400, "gzip", post("Transfer-Encoding: gzip") + SMUGGLED),
                bad(400, "gzip, chunked", post("Transfer-Encoding: gzip, chunked") + chunks),
                bad(400, "gzip and chunked", post("Transfer-Encoding: gzip", "Transfer-Encoding: chunked") + chunks),
                bad(400, "chunked twice", post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked") + chunks),
                bad(400, "chunked, chunked", post("Transfer-Encoding: chunked, chunked") + chunks),
                bad(400, "chunked, identity", post("Transfer-Encoding: chunked, identity") + chunks),
                bad(400, "xchunked", post("Transfer-Encoding: xchunked") + chunks),
                bad(400, "chunked with vertical tab", post("Transfer-Encoding: \u000bchunked") + chunks),
                bad(400, "chunked in 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks),
                bad(400, "two lengths", post("Content-Length: 4", "Content-Length: 5") + "abcde"),
                bad(400, "same length twice", post("Content-Length: 4", "Content-Length: 4") + "abcd"),
                bad(400, "list of lengths", post("Content-Length: 4, 4") + "abcd"),
                bad(400, "signed length", post("Content-Length: +4") + "abcd"),
                bad(400, "negative length", post("Content-Length: -1") + "abcd"),
                bad(400, "hex length", post("Content-Length: 0x4") + "abcd"),
                bad(400, "huge length", post("Content-Length: 99999999999999999999") + "abcd"),
                bad(400, "no host", get("Accept: */*")),
                bad(400, "two hosts", get("Host: a", "Host: b")),
                bad(400, "same host twice", get("Host: a", "Host: a")),
                bad(400, "bad host", get("Host: a b")),
                bad(400, "host with a port beyond the last", get("Host: a:65536")),
                bad(400, "host with a port of many digits", get("Host: a:99999999999")),
                bad(400, "host with a port that is none", get("Host: a:b")),
                bad(400, "host with a signed port", get("Host: a:+80")),
                bad(400, "host with two ports", get("Host: a:80:80")),
                bad(
                        400,
                        "absolute form with a port beyond the last",
                        "GET http://a:65536/ HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
                bad(400, "host with path", get("Host: a/b")),
                bad(400, "host with user", get("Host: u@a")),
                bad(400, "absolute form of another host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "absolute form of another port", "GET http://a:81/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "absolute form with user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "absolute form of another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "authority form", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "folded header", get("Host: a", "X-A: b", " c")),
                bad(400, "header folded by a tab", get("Host: a", "X-A: b", "\tc")),
                bad(400, "folded host", get("Host: a", " b")),
                bad(400, "fold that hides a coding", post("X-A: b", " Transfer-Encoding: chunked") + chunks),
                bad(400, "space before colon", get("Host : a")),
                bad(400, "space before first header", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
                bad(400, "no colon", get("Host: a", "Nonsense")),
                bad(400, "NUL in a value", get("Host: a", "X-A: b\0c")),
                bad(400, "bare CR in a value", get("Host: a", "X-A: b\rc")),
                bad(400, "bare LF", "GET / HTTP/1.1\nHost: a\n\n"),
                bad(400, "bad header name", get("Host: a", "X(A): b")),
                bad(400, "bad method", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "two spaces before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "two spaces before the version", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "tab before the target", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "form feed before the version", "GET /\fHTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "space before the method", " GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "space behind the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
                bad(400, "space in target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "fragment in target", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "NUL in target", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "broken escape", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "garbage", "\u0001\u0002\u0003garbage\r\n\r\n"),
                bad(417, "unknown expectation", post("Expect: 200-ok", "Content-Length: 4") + "abcd"),
                bad(501, "CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"),
                bad(400, "empty header name", get("Host: a", ": b")),
                bad(400, "version in small letters", "GET / http/1.1\r\nHost: a\r\n\r\n"),
                bad(400, "version with a leading zero", "GET / HTTP/01.1\r\nHost: a\r\n\r\n"),
                bad(400, "version with two digits", "GET / HTTP/1.01\r\nHost: a\r\n\r\n"),
                bad(400, "version of another protocol", "GET / XTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(505, "HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"),
                bad(414, "long target", "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad(431, "long header", get("Host: a", "X-A: " + "x".repeat(70_000))),
                bad(431, "many headers", get("Host: a", "X-A: b\r\n".repeat(200) + "X-A: b")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void refuses(String name, int status, String request) throws Exception {
        // The smuggled request would be answered with 200 if it were taken for one.
        String response = proxy.exchange(request);
        assertThat(response)
                .containsPattern("^HTTP/1\\.[01] " + status + " ")
                .containsIgnoringCase("connection: close")
                .doesNotContain(" 200 ");
        assertThat(echo.seen()).isEmpty();
        assertThat(proxy.recorder.bugs).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void refusesBehindAGoodRequest(String name, int status, String request) throws Exception {
        String response = proxy.exchange("GET /good HTTP/1.1\r\nHost: a\r\n\r\n" + request);
        assertThat(response).startsWith("HTTP/1.1 200 ").containsOnlyOnce(" 200 ");
        assertThat(response.substring(response.indexOf("one GET /good")))
                .containsPattern("HTTP/1\\.[01] " + status + " ");
        assertThat(echo.seen()).hasSize(1);
    }

    @Test
    void refusesAHeaderOfAMebibyteWithoutReadingIt() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Big: ");
            String mebibyte = "x".repeat(1 << 20);
            client.send(mebibyte);
            assertThat(client.readAll()).startsWith("HTTP/1.1 431 ");
        }
        assertThat(echo.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello\r\nX\r\n",
                "5;a=\"\u0000\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "5\r\nhelloXX0\r\n\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "fffffffffffffffff\r\nhello",
                "5\rabc\r\nhello\r\n0\r\n\r\n",
                "5\u0000abc\r\nhello\r\n0\r\n\r\n",
                "5 abc\r\nhello\r\n0\r\n\r\n",
                " 5\r\nhello\r\n0\r\n\r\n",
                "\t5\r\nhello\r\n0\r\n\r\n",
                "5 \r\nhello\r\n0\r\n\r\n",
                "5\r\r\nhello\r\n0\r\n\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "\r\nhello\r\n0\r\n\r\n",
                ";a=b\r\nhello\r\n0\r\n\r\n",
                "5\r\nhello\r\n 0\r\n\r\n",
                "5\r\nhello\r\n0 \r\n\r\n",
                "5\r\nhello\r\n0\rX\r\n\r\n",
                "00000000000000005\r\nhello\r\n0\r\n\r\n"
            })
    void refusesBadChunks(String chunks) throws Exception {
        String head = post("Transfer-Encoding: chunked");
        assertThat(proxy.exchange(head + chunks + SMUGGLED))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("connection: close")
                .doesNotContain(" 200 ");
        // Byte by byte, so that lines come in pieces.
        try (RawClient client = proxy.client()) {
            client.send(head);
            for (char c : chunks.toCharArray()) {
                client.send(String.valueOf(c));
            }
            client.send(SMUGGLED);
            assertThat(client.readAll()).startsWith("HTTP/1.1 400 ").doesNotContain(" 200 ");
        }
        assertThat(echo.seen()).isEmpty();
        assertThat(proxy.recorder.bugs).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello\r\n0\r\n\r\n",
                "1\r\nh\r\n4\r\nello\r\n0\r\n\r\n",
                "005;a\r\nhello\r\n000;b\r\nX: y\r\n\r\n",
                "5 ;a=\"b c\"\r\nhello\r\n0\r\n\r\n",
                "00000000000000A\r\nhellohello\r\n0\r\n\r\n"
            })
    void readsGoodChunks(String chunks) throws Exception {
        String head = post("Transfer-Encoding: chunked");
        try (RawClient client = proxy.client()) {
            assertThat(client.send(head + chunks + head + chunks).readResponse())
                    .contains("one POST / hello");
            assertThat(client.readResponse()).contains("one POST / hello");
            client.send(head);
            for (char c : chunks.toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertThat(client.readResponse()).contains("one POST / hello");
        }
    }

    @Test
    void acceptsWhatIsUnusualButClear() throws Exception {
        List<String> fine = List.of(
                "GET http://a/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET http://A HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\nConnection: close\r\n\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n",
                "GET /?q=\u00e9 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        for (String request : fine) {
            assertThat(proxy.exchange(request)).as(request).contains(" 200 OK");
        }
        assertThat(echo.seen()).hasSize(fine.size());
        assertThat(echo.last().uri()).isEqualTo("/?q=%E9");
    }
}
