package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Downstream;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that Netty accepts but that two implementations could understand differently, before anything of
 * them reaches a backend (RFC 9112, sections 3.2, 6.1 and 11; RFC 9113, section 8.2.2).
 */
final class StrictRequests {
    private StrictRequests() {}

    /**
     * Checks an HTTP/1 request.
     *
     * @param http10 whether the request is HTTP/1.0
     * @return null if there is nothing against it
     */
    static @Nullable ProxyError check(boolean http10, String method, String target, Headers headers, int maxHeaders) {
        int hosts = 0;
        int codings = 0;
        boolean length = false;
        String host = "";
        for (int i = 0; i < headers.size(); i++) {
            CharSequence name = headers.nameAt(i);
            String value = headers.valueAt(i);
            switch (name.length()) {
                case 4 -> {
                    if (AsciiString.contentEqualsIgnoreCase(name, "host")) {
                        hosts++;
                        host = value;
                    }
                }
                case 6 -> {
                    if (AsciiString.contentEqualsIgnoreCase(name, "expect")
                            && !value.trim().equalsIgnoreCase("100-continue")) {
                        return Downstream.UNKNOWN_EXPECTATION;
                    }
                }
                case 14 -> length |= AsciiString.contentEqualsIgnoreCase(name, "content-length");
                case 17 -> {
                    if (AsciiString.contentEqualsIgnoreCase(name, "transfer-encoding")) {
                        codings++;
                        if (!value.trim().equalsIgnoreCase("chunked")) {
                            return Downstream.AMBIGUOUS;
                        }
                    }
                }
                default -> {
                    // Nothing else decides where a request ends or goes.
                }
            }
        }
        if (headers.size() > maxHeaders) {
            return Downstream.HEADERS_TOO_LARGE;
        }
        if (codings > 1 || (codings == 1 && (length || http10)) || hosts > 1 || (hosts == 0 && !http10)) {
            return Downstream.AMBIGUOUS;
        }
        if (method.equals("CONNECT")) {
            return Downstream.METHOD_NOT_SUPPORTED;
        }
        return checkTarget(method, target, hosts == 1 ? host : null);
    }

    private static @Nullable ProxyError checkTarget(String method, String target, @Nullable String host) {
        if (target.startsWith("/")) {
            return null;
        }
        if (target.equals("*")) {
            return method.equals("OPTIONS") ? null : Downstream.MALFORMED;
        }
        String authority = AbsoluteForm.authority(target);
        if (authority == null) {
            return Downstream.MALFORMED;
        }
        return host == null || authority.equalsIgnoreCase(host) ? null : Downstream.AMBIGUOUS;
    }

    /**
     * Checks an HTTP/2 request; pseudo-headers have been checked by Vert.x.
     *
     * @param authority null if there was neither {@code :authority} nor Host
     */
    static @Nullable ProxyError checkHttp2(
            String method, @Nullable String target, @Nullable String authority, Headers headers, int maxHeaders) {
        if (method.equals("CONNECT")) {
            return Downstream.METHOD_NOT_SUPPORTED;
        }
        if (headers.size() > maxHeaders) {
            return Downstream.HEADERS_TOO_LARGE;
        }
        if (!HeaderValues.areValid(headers)) {
            return Downstream.MALFORMED;
        }
        if (authority == null
                || target == null
                || (!target.startsWith("/") && !(target.equals("*") && method.equals("OPTIONS")))
                || headers.contains("connection")
                || headers.contains("transfer-encoding")
                || headers.contains("upgrade")
                || headers.contains("keep-alive")
                || headers.contains("proxy-connection")) {
            return Downstream.MALFORMED;
        }
        List<String> hosts = headers.getAll("host");
        if (hosts.size() > 1 || (hosts.size() == 1 && !hosts.getFirst().equalsIgnoreCase(authority))) {
            return Downstream.AMBIGUOUS;
        }
        String te = headers.get("te");
        if (te != null && !te.trim().equalsIgnoreCase("trailers")) {
            return Downstream.MALFORMED;
        }
        String expect = headers.get("expect");
        return expect == null || expect.trim().equalsIgnoreCase("100-continue") ? null : Downstream.UNKNOWN_EXPECTATION;
    }
}
