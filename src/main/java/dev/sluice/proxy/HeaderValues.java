package dev.sluice.proxy;

import io.vertx.core.MultiMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a header value may not contain (RFC 9113, section 8.2.1). HTTP/1 is checked by its decoder; the one for HTTP/2
 * checks names alone, and a line feed that it lets pass would be a new line of an HTTP/1 message.
 */
final class HeaderValues {
    private HeaderValues() {}

    static boolean areValid(@Nullable MultiMap headers) {
        if (headers == null) {
            return true;
        }
        for (Map.Entry<String, String> header : headers) {
            if (!isValid(header.getValue())) {
                return false;
            }
        }
        return true;
    }

    static boolean isValid(String value) {
        int length = value.length();
        if (length == 0) {
            return true;
        }
        if (isBlank(value.charAt(0)) || isBlank(value.charAt(length - 1))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
