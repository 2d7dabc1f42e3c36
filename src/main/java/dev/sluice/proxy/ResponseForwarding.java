package dev.sluice.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes the headers of the response to the client: the backend's, without what concerns its connection alone. */
final class ResponseForwarding {
    private final String via;

    ResponseForwarding(ProxySettings.Forwarding settings) {
        via = settings.viaInResponses() ? settings.via() : "";
    }

    void copy(MultiMap in, MultiMap out, HttpVersion upstreamVersion) {
        Set<String> listed = HopByHop.listed(in);
        for (Map.Entry<String, String> header : in) {
            String name = header.getKey();
            if (!HopByHop.is(name)
                    && (listed.isEmpty() || !listed.contains(name.toLowerCase(Locale.ROOT)))
                    && !name.startsWith(":")) {
                out.add(name, RawHeaders.preserve(header.getValue()));
            }
        }
        if (!via.isEmpty()) {
            out.add("via", RequestForwarding.via(upstreamVersion, via));
        }
    }

    /** Copies trailers, leaving out what may not stand in one (RFC 9110, section 6.5.1). */
    static void copyTrailers(MultiMap in, MultiMap out) {
        for (Map.Entry<String, String> trailer : in) {
            String name = trailer.getKey();
            if (!HopByHop.framing(name) && !name.startsWith(":") && !name.equalsIgnoreCase("host")) {
                out.add(name, trailer.getValue());
            }
        }
    }
}
