package dev.sluice.proxy;

import dev.sluice.routing.CorsPolicy;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a CORS filter says to one request. The gateway's word replaces the backend's. */
final class CorsGrant {
    private static final List<String> HEADERS = List.of(
            "access-control-allow-origin",
            "access-control-allow-credentials",
            "access-control-allow-methods",
            "access-control-allow-headers",
            "access-control-expose-headers",
            "access-control-max-age");

    private final CorsPolicy policy;
    private final @Nullable String origin;

    private CorsGrant(CorsPolicy policy, @Nullable String origin) {
        this.policy = policy;
        this.origin = origin;
    }

    static CorsGrant of(CorsPolicy policy, RequestHead head) {
        return new CorsGrant(policy, policy.allowedOrigin(head));
    }

    /** The status for a preflight: a refused one says so, although for the browser missing headers would do. */
    int preflightStatus() {
        return origin == null ? 403 : 204;
    }

    void answerPreflight(RequestHead head, MultiMap response) {
        writeTo(response);
        response.add("vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
        if (origin != null) {
            allow(
                    response,
                    "access-control-allow-methods",
                    policy.methods(),
                    head.header("access-control-request-method"));
            allow(
                    response,
                    "access-control-allow-headers",
                    policy.headers(),
                    head.header("access-control-request-headers"));
            response.set("access-control-max-age", Integer.toString(policy.maxAge()));
        }
    }

    /** With credentials browsers take a wildcard for a name, and without it does not cover Authorization; so echo. */
    private void allow(MultiMap response, String name, List<String> allowed, @Nullable String requested) {
        if (!CorsPolicy.isAll(allowed)) {
            if (!allowed.isEmpty()) {
                response.set(name, String.join(", ", allowed));
            }
        } else if (requested != null) {
            response.set(name, requested);
        } else if (!policy.credentials()) {
            response.set(name, CorsPolicy.ALL);
        }
    }

    /** Writes the headers of a response to the request itself. */
    void writeTo(MultiMap response) {
        for (int i = 0; i < HEADERS.size(); i++) {
            response.remove(HEADERS.get(i));
        }
        if (!policy.isSameForAll()) {
            varyByOrigin(response);
        }
        if (origin == null) {
            return;
        }
        response.set("access-control-allow-origin", policy.isSameForAll() ? CorsPolicy.ALL : origin);
        if (policy.credentials()) {
            response.set("access-control-allow-credentials", "true");
        }
        if (!policy.exposed().isEmpty()) {
            String exposed = CorsPolicy.isAll(policy.exposed()) && policy.credentials()
                    ? namesIn(response)
                    : String.join(", ", policy.exposed());
            if (!exposed.isEmpty()) {
                response.set("access-control-expose-headers", exposed);
            }
        }
    }

    /** With credentials a wildcard is not understood, so that the headers are named one by one. */
    private static String namesIn(MultiMap response) {
        TreeSet<String> names = new TreeSet<>();
        for (String name : response.names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!lower.startsWith("access-control-") && !lower.equals("set-cookie") && !HopByHop.is(lower)) {
                names.add(lower);
            }
        }
        return String.join(", ", names);
    }

    private static void varyByOrigin(MultiMap response) {
        for (String value : response.getAll("vary")) {
            for (String name : value.split(",")) {
                if (name.trim().equalsIgnoreCase("origin") || name.trim().equals("*")) {
                    return;
                }
            }
        }
        response.add("vary", "Origin");
    }
}
