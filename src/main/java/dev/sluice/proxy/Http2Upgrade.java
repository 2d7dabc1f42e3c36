package dev.sluice.proxy;

import io.netty.handler.codec.http2.Http2Settings;
import io.vertx.core.MultiMap;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The wish of an HTTP/1.1 request to go on in HTTP/2 (RFC 7540, section 3.2). Ignoring it is always allowed, so all that
 * Vert.x would not carry through is ignored: it answers 400 without an end and leaves the connection open.
 */
final class Http2Upgrade {
    private static final String NAME = "h2c";
    private static final int SETTING_BYTES = 6;

    private Http2Upgrade() {}

    /** Whether Vert.x may do it: not with a body or repeated headers, which it would lose. */
    static boolean isSound(MultiMap headers) {
        return !headers.contains("content-length")
                && !headers.contains("transfer-encoding")
                && headers.names().size() == headers.size()
                && areNamed(headers.get("connection"))
                && areSettings(headers.get("http2-settings"));
    }

    private static boolean areNamed(@Nullable String connection) {
        return connection != null
                && Set.of(connection.toLowerCase(Locale.ROOT).trim().split("[ \t]*,[ \t]*"))
                        .containsAll(Set.of("upgrade", "http2-settings"));
    }

    private static boolean areSettings(@Nullable String encoded) {
        if (encoded == null) {
            return false;
        }
        try {
            ByteBuffer payload = ByteBuffer.wrap(Base64.getUrlDecoder().decode(encoded));
            if (payload.remaining() % SETTING_BYTES != 0) {
                return false;
            }
            Http2Settings settings = new Http2Settings();
            while (payload.hasRemaining()) {
                settings.put(payload.getChar(), (Long) Integer.toUnsignedLong(payload.getInt()));
            }
            return true;
        } catch (IllegalArgumentException neither) {
            return false;
        }
    }

    static void forget(MultiMap headers) {
        if (headers.get("upgrade").equalsIgnoreCase(NAME)) {
            headers.remove("upgrade");
            headers.remove("http2-settings");
        }
    }
}
