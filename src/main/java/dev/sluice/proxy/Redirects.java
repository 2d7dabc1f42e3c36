package dev.sluice.proxy;

import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.PathMatch;
import java.util.Locale;

/** Builds the Location of a redirect (Gateway API, HTTPRequestRedirectFilter). */
final class Redirects {
    private Redirects() {}

    /**
     * The absolute URI to redirect to.
     *
     * @param requestScheme the scheme that the client used
     * @param listenerPort the port in the listener's spec
     */
    static String location(
            HttpFilter.Redirect redirect, PathMatch match, RequestHead head, String requestScheme, int listenerPort) {
        String given = redirect.scheme();
        String scheme = given == null ? requestScheme : given.toLowerCase(Locale.ROOT);
        String host = redirect.hostname();
        int port = redirect.port();
        if (port == 0) {
            int wellKnown = given == null ? 0 : wellKnownPort(scheme);
            port = wellKnown == 0 ? listenerPort : wellKnown;
        }
        var path = redirect.path();
        StringBuilder location = new StringBuilder(64);
        // A request of HTTP/1.0 may have no Host; then the reference stays relative.
        if (host != null || !head.host().isEmpty()) {
            location.append(scheme).append("://").append(host == null ? head.host() : host);
            if (port != wellKnownPort(scheme)) {
                location.append(':').append(port);
            }
        }
        return location.append(path == null ? head.path() : PathRewriting.apply(path, match, head.path()))
                .append(head.query())
                .toString();
    }

    private static int wellKnownPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> 0;
        };
    }
}
