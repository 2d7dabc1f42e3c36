package dev.sluice.proxy;

import dev.sluice.proxy.ProxySettings.RequestIds;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Writes the headers of the request to the backend: the client's, without what concerns its connection alone, and ours. */
final class RequestForwarding {
    private final ProxySettings.Forwarding settings;
    private final ForwardedHeaders forwarded;

    RequestForwarding(ProxySettings.Forwarding settings) {
        this.settings = settings;
        this.forwarded = new ForwardedHeaders(settings);
    }

    /**
     * Copies the headers of a request, without Host.
     *
     * @param client who asks
     * @param upstreamHttp2 whether the backend is spoken to in HTTP/2
     * @param hasBody whether a body follows
     */
    MultiMap headers(
            RequestHead head,
            HttpVersion version,
            ForwardedHeaders.Client client,
            boolean upstreamHttp2,
            boolean hasBody,
            RandomGenerator random) {
        MultiMap in = head.headers();
        MultiMap out = HeadersMultiMap.httpHeaders();
        Set<String> listed = HopByHop.listed(in);
        boolean trailers = false;
        boolean requestId = false;
        String cookie = null;
        for (Map.Entry<String, String> header : in) {
            String name = header.getKey();
            if (HopByHop.is(name)) {
                trailers |= name.length() == 2
                        && header.getValue().toLowerCase(Locale.ROOT).contains("trailers");
            } else if (dropped(name, hasBody) || (!listed.isEmpty() && listed.contains(lower(name)))) {
                continue;
            } else if (name.length() == 6 && name.equalsIgnoreCase("cookie")) {
                // HTTP/2 clients may send cookies one by one (RFC 9113, section 8.2.3).
                cookie = cookie == null ? header.getValue() : cookie + "; " + header.getValue();
            } else if (name.length() == 12 && name.equalsIgnoreCase("x-request-id")) {
                if (settings.requestIds() != RequestIds.REPLACE) {
                    requestId = true;
                    out.add(name, header.getValue());
                }
            } else {
                out.add(name, header.getValue());
            }
        }
        if (cookie != null) {
            out.add("cookie", cookie);
        }
        if (trailers) {
            out.add("te", "trailers");
            if (!upstreamHttp2) {
                out.add("connection", "te");
            }
        }
        if (!requestId && settings.requestIds() != RequestIds.OFF) {
            out.add("x-request-id", RequestId.next(random));
        }
        if (!settings.via().isEmpty()) {
            out.add("via", via(version, settings.via()));
        }
        forwarded.add(in, out, client);
        return out;
    }

    /** The value of a Via entry for a message received in a version (RFC 9110, section 7.6.3). */
    static String via(HttpVersion version, String pseudonym) {
        return switch (version) {
                    case HTTP_1_0 -> "1.0 ";
                    case HTTP_1_1 -> "1.1 ";
                    case HTTP_2 -> "2.0 ";
                }
                + pseudonym;
    }

    private static boolean dropped(String name, boolean hasBody) {
        return switch (name.length()) {
            case 4 -> name.equalsIgnoreCase("host");
            // Trailers of requests are not forwarded, which RFC 9110, section 6.5.1 allows; so none are announced.
            case 7 -> name.equalsIgnoreCase("trailer");
            // A length without a body would leave the backend waiting.
            case 14 -> !hasBody && name.equalsIgnoreCase("content-length");
            default -> ForwardedHeaders.is(name);
        };
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
