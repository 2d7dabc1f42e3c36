package dev.sluice.proxy;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Headers that mean one connection only (RFC 9110, section 7.6.1). */
final class HopByHop {
    private HopByHop() {}

    /** Whether a header is never forwarded, whatever Connection lists. */
    static boolean is(String name) {
        return switch (name.length()) {
            case 2 -> name.equalsIgnoreCase("te");
            case 7 -> name.equalsIgnoreCase("upgrade");
            case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
            case 14 -> name.equalsIgnoreCase("http2-settings");
            case 16 -> name.equalsIgnoreCase("proxy-connection");
            case 17 -> name.equalsIgnoreCase("transfer-encoding");
            case 18 -> name.equalsIgnoreCase("proxy-authenticate");
            case 19 -> name.equalsIgnoreCase("proxy-authorization");
            default -> false;
        };
    }

    /** Whether a header says where a message ends: no filter may touch it. */
    static boolean framing(String name) {
        return is(name) || name.equalsIgnoreCase("content-length");
    }

    /** The names that Connection lists beyond the usual ones, in lower case. */
    static Set<String> listed(MultiMap headers) {
        List<String> values = headers.getAll("connection");
        if (values.isEmpty() || (values.size() == 1 && isUsual(values.getFirst()))) {
            return Set.of();
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            for (String name : values.get(i).split(",")) {
                String trimmed = name.trim().toLowerCase(Locale.ROOT);
                if (!isEndToEnd(trimmed)) {
                    names.add(trimmed);
                }
            }
        }
        return names;
    }

    /** Whether Connection lists the option close, alone or among others. */
    static boolean closes(MultiMap headers) {
        List<String> values = headers.getAll("connection");
        if (values.isEmpty()) {
            return false;
        }
        return values.size() == 1 && isUsual(values.getFirst())
                ? values.getFirst().equalsIgnoreCase("close")
                : listed(headers).contains("close");
    }

    private static boolean isUsual(String connection) {
        return connection.equalsIgnoreCase("keep-alive")
                || connection.equalsIgnoreCase("close")
                || connection.equalsIgnoreCase("upgrade");
    }

    /** Headers that a client must not be able to take away from the backend by listing them. */
    private static boolean isEndToEnd(String name) {
        return switch (name) {
            case "", "host", "content-length", "content-type", "authorization", "cookie" -> true;
            default -> false;
        };
    }
}
