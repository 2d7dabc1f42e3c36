package dev.sluice.proxy;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/**
 * Keeps octets beyond ASCII in header values as they are (obs-text, RFC 9110, section 5.5) where Vert.x writes them:
 * Netty would write a question mark for each, unless it is given bytes.
 */
final class RawHeaders {
    private RawHeaders() {}

    /** The value, as bytes if it must be. */
    static CharSequence preserve(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0x7f) {
                return new AsciiString(value, StandardCharsets.ISO_8859_1);
            }
        }
        return value;
    }
}
