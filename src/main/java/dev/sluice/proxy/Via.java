package dev.sluice.proxy;

import io.vertx.core.http.HttpVersion;

/** Names this proxy in the messages that it passes on (RFC 9110, section 7.6.3), unless it has no name to be known by. */
final class Via {
    private final boolean silent;
    private final String http10;
    private final String http11;
    private final String http2;

    Via(String pseudonym) {
        silent = pseudonym.isEmpty();
        HeaderValues.checked(pseudonym);
        http10 = "1.0 " + pseudonym;
        http11 = "1.1 " + pseudonym;
        http2 = "2.0 " + pseudonym;
    }

    /** @param received the version of the message as it came */
    void addTo(Headers headers, HttpVersion received) {
        if (!silent) {
            headers.append(
                    "via",
                    switch (received) {
                        case HTTP_1_0 -> http10;
                        case HTTP_1_1 -> http11;
                        case HTTP_2 -> http2;
                    });
        }
    }
}
