package dev.sluice.proxy;

import dev.sluice.proxy.ProxySettings.RequestIds;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Writes the headers of the request to the backend: the client's, without what concerns its connection alone, and ours. */
final class RequestForwarding {
    /** How many fields are added as a rule. */
    private static final int MOST_ADDED = 6;

    private final ProxySettings.Forwarding settings;
    private final ForwardedHeaders forwarded;
    private final Via via;

    RequestForwarding(ProxySettings.Forwarding settings) {
        this.settings = settings;
        this.forwarded = new ForwardedHeaders(settings);
        this.via = new Via(settings.via());
    }

    /**
     * Copies the headers of a request, without Host.
     *
     * @param client who asks
     * @param listenerPort the listener's port
     * @param upstreamHttp2 whether the backend is spoken to in HTTP/2
     * @param hasBody whether a body follows
     */
    Headers headers(
            RequestHead head,
            HttpVersion version,
            DownstreamConnection client,
            int listenerPort,
            boolean upstreamHttp2,
            boolean hasBody,
            RandomGenerator random) {
        Headers in = head.headers();
        Headers out = new Headers(in.size() + MOST_ADDED);
        Set<String> listed = HopByHop.listed(in);
        boolean trailers = false;
        boolean requestId = false;
        String cookie = null;
        for (int i = 0; i < in.size(); i++) {
            String name = in.nameAt(i).toString();
            String value = in.valueAt(i);
            if (HopByHop.is(name)) {
                trailers |= name.length() == 2 && value.toLowerCase(Locale.ROOT).contains("trailers");
            } else if (dropped(name, hasBody) || (!listed.isEmpty() && listed.contains(lower(name)))) {
                continue;
            } else if (name.length() == 6 && name.equalsIgnoreCase("cookie")) {
                // HTTP/2 clients may send cookies one by one (RFC 9113, section 8.2.3).
                cookie = cookie == null ? value : cookie + "; " + value;
            } else if (name.length() == 12 && name.equalsIgnoreCase("x-request-id")) {
                if (settings.requestIds() != RequestIds.REPLACE) {
                    requestId = true;
                    out.append(in.nameAt(i), value);
                }
            } else {
                out.append(in.nameAt(i), value);
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
        via.addTo(out, version);
        forwarded.add(in, out, client, head.authority(), listenerPort);
        return out;
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
