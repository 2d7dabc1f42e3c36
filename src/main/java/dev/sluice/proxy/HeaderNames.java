package dev.sluice.proxy;

import io.netty.util.AsciiString;
import java.util.Locale;

/** The usual names of header fields, so that not every message makes its own, and what a name may be. */
final class HeaderNames {
    private static final String USUAL =
            "Accept Accept-Encoding Accept-Language Accept-Ranges Access-Control-Allow-Origin "
                    + "Age Authorization Cache-Control Connection Content-Disposition Content-Encoding Content-Language "
                    + "Content-Length Content-Range Content-Type Cookie Date ETag Expect Expires Forwarded Host HTTP2-Settings "
                    + "If-Match If-Modified-Since If-None-Match Keep-Alive Last-Modified Link Location Origin Pragma "
                    + "Proxy-Connection Range Referer Sec-WebSocket-Accept Sec-WebSocket-Key Sec-WebSocket-Version Server "
                    + "Set-Cookie Strict-Transport-Security TE Traceparent Tracestate Trailer Transfer-Encoding Upgrade "
                    + "User-Agent Vary Via X-Content-Type-Options X-Forwarded-For X-Forwarded-Host X-Forwarded-Port "
                    + "X-Forwarded-Proto X-Frame-Options X-Powered-By X-Real-IP X-Request-ID X-Requested-With";

    private static final int SLOTS = 512;
    private static final AsciiString[] NAMES = new AsciiString[SLOTS];
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (String name : USUAL.split(" ")) {
            place(name);
            place(name.toLowerCase(Locale.ROOT));
        }
        for (char c = 0x21; c < 0x7f; c++) {
            TOKEN[c] = "\"(),/:;<>=?@[]\\{}".indexOf(c) < 0;
        }
    }

    private HeaderNames() {}

    private static void place(String name) {
        AsciiString ascii = AsciiString.cached(name);
        int slot = slot(ascii.array(), ascii.arrayOffset(), ascii.length());
        while (NAMES[slot] != null && !NAMES[slot].contentEquals(name)) {
            slot = (slot + 1) % SLOTS;
        }
        NAMES[slot] = ascii;
    }

    private static int slot(byte[] bytes, int start, int length) {
        int middle = bytes[start + length / 2];
        return ((length * 31 + bytes[start]) * 31 + middle * 17 + bytes[start + length - 1] & 0x7fffffff) % SLOTS;
    }

    /** The name that stands in the bytes of a message. */
    static AsciiString of(byte[] bytes, int start, int length) {
        if (length > 0) {
            for (int slot = slot(bytes, start, length); NAMES[slot] != null; slot = (slot + 1) % SLOTS) {
                if (isSame(NAMES[slot], bytes, start, length)) {
                    return NAMES[slot];
                }
            }
        }
        return new AsciiString(bytes, start, length, true);
    }

    private static boolean isSame(AsciiString name, byte[] bytes, int start, int length) {
        if (name.length() != length) {
            return false;
        }
        byte[] own = name.array();
        for (int i = 0, at = name.arrayOffset(); i < length; i++) {
            if (own[at + i] != bytes[start + i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Checks that a name is a token (RFC 9110, section 5.1).
     *
     * @throws IllegalArgumentException if it is not
     */
    static void check(CharSequence name) {
        int length = name.length();
        if (length == 0) {
            throw new IllegalArgumentException("no name of a header");
        }
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c >= TOKEN.length || !TOKEN[c]) {
                throw new IllegalArgumentException("not the name of a header");
            }
        }
    }
}
