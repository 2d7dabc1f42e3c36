package dev.sluice.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes the headers of the response to the client: the backend's, without what concerns its connection alone. */
final class ResponseForwarding {
    private final Via via;

    ResponseForwarding(ProxySettings.Forwarding settings) {
        via = new Via(settings.viaInResponses() ? settings.via() : "");
    }

    void copy(Headers in, MultiMap out, HttpVersion upstreamVersion) {
        Set<String> listed = HopByHop.listed(in);
        for (int i = 0; i < in.size(); i++) {
            String name = in.nameAt(i).toString();
            if (!HopByHop.is(name) && (listed.isEmpty() || !listed.contains(name.toLowerCase(Locale.ROOT)))) {
                if (out instanceof Headers own) {
                    own.append(in.nameAt(i), in.valueAt(i));
                } else {
                    out.add(name, RawHeaders.preserve(in.valueAt(i)));
                }
            }
        }
        via.addTo(out, upstreamVersion);
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
