package dev.sluice.proxy;

import io.vertx.core.MultiMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes the headers of the response to the client: the backend's, without what concerns its connection alone. */
final class ResponseForwarding {
    private final Via via;

    ResponseForwarding(ProxySettings.Forwarding settings) {
        via = new Via(settings.viaInResponses() ? settings.via() : "");
    }

    /** @param head whose headers are not used any more for anything else */
    void pass(UpstreamResponse head, DownstreamResponse response) {
        Headers headers = head.headers();
        Set<String> listed = HopByHop.listed(headers);
        headers.removeIf(
                listed.isEmpty()
                        ? HopByHop::is
                        : name -> HopByHop.is(name) || listed.contains(name.toLowerCase(Locale.ROOT)));
        via.addTo(headers, head.version());
        response.headers(headers);
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
