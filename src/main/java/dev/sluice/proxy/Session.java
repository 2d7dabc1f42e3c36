package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RouteRule;
import dev.sluice.routing.SessionPersistence;
import dev.sluice.routing.SessionPersistence.Carrier;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The session that a request belongs to. All that there is to know of it is in the token that the client sends: for each
 * of the rule's backends that it was at, the endpoint. The draw of the backend comes first and is not changed by it.
 */
final class Session {
    /** One backend's endpoint, until a moment in seconds since 1970, or for ever with 0. */
    private record Pin(String backend, String endpoint, long until) {}

    /** Beyond so many backends the one that was used first is forgotten. */
    private static final int MOST_PINS = 4;

    private static final int MOST_COOKIES = 4;

    private final SessionPersistence policy;
    private final SessionKeys keys;
    private final String purpose;
    private final String backend;
    private final boolean secure;
    private final long now;
    private final List<Pin> pins;
    private final @Nullable Pin pin;

    /**
     * The session of a request, or null if neither its rule nor its backend has one; the rule's own goes first.
     *
     * @param secure whether the client uses TLS
     */
    static @Nullable Session of(
            SessionKeys keys, RouteRule rule, Backend.Service backend, RequestHead head, boolean secure) {
        SessionPersistence ofRule = rule.session();
        SessionPersistence policy = ofRule == null ? backend.session() : ofRule;
        return policy == null
                ? null
                : new Session(
                        policy,
                        keys,
                        // The session of a backend is the same whichever rule leads to it.
                        ofRule == null
                                ? "backends of " + backend.endpoints().namespace()
                                : rule.id().toString(),
                        backend.endpoints(),
                        head,
                        secure,
                        System.currentTimeMillis() / 1_000);
    }

    /**
     * Reads the request's token.
     *
     * @param purpose what a token counts for; those for anything else are not read
     * @param secure whether the client uses TLS
     * @param now in seconds since 1970
     */
    private Session(
            SessionPersistence policy,
            SessionKeys keys,
            String purpose,
            EndpointKey backend,
            RequestHead head,
            boolean secure,
            long now) {
        this.policy = policy;
        this.keys = keys;
        this.purpose = purpose;
        this.backend = backend.toString();
        this.secure = secure;
        this.now = now;
        this.pins = read(head);
        this.pin = pinOf(this.backend);
    }

    private @Nullable Pin pinOf(String name) {
        for (Pin one : pins) {
            if (one.backend().equals(name)) {
                return one;
            }
        }
        return null;
    }

    private List<Pin> read(RequestHead head) {
        String value = head.header(policy.carrier() instanceof Carrier.Header(String name) ? lower(name) : "cookie");
        if (value == null) {
            return List.of();
        }
        List<String> tokens =
                policy.carrier() instanceof Carrier.Cookie cookie ? cookies(value, cookie.name()) : List.of(value);
        for (String token : tokens) {
            String content = keys.open(token, purpose);
            if (content != null) {
                return parse(content);
            }
        }
        return List.of();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The values of a cookie: a browser may send several, of different paths. */
    private static List<String> cookies(String header, String name) {
        List<String> values = new ArrayList<>(1);
        for (String pair : header.split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).trim().equals(name) && values.size() < MOST_COOKIES) {
                values.add(pair.substring(equals + 1).trim());
            }
        }
        return values;
    }

    private List<Pin> parse(String content) {
        List<Pin> parsed = new ArrayList<>(2);
        for (String line : content.split("\n")) {
            String[] parts = line.split(" ");
            Pin one = new Pin(parts[0], parts[1], Long.parseLong(parts[2]));
            if (one.until() == 0 || one.until() > now) {
                parsed.add(one);
            }
        }
        return parsed;
    }

    /** The endpoint of the session if it is ready and did not fail, else null. */
    @Nullable
    Endpoint endpoint(Endpoint[] ready, Set<Endpoint> tried) {
        if (pin != null) {
            for (Endpoint one : ready) {
                if (one.toString().equals(pin.endpoint()) && !tried.contains(one)) {
                    return one;
                }
            }
        }
        return null;
    }

    /** Tells the client where it is at home, if it does not know. */
    void writeTo(MultiMap response, Endpoint answered) {
        String endpoint = answered.toString();
        if (pin != null && pin.endpoint().equals(endpoint)) {
            return;
        }
        long until = policy.lifetime() == 0 ? 0 : now + seconds();
        StringBuilder content = new StringBuilder(backend + " " + endpoint + " " + until);
        int count = 1;
        for (Pin other : pins) {
            if (!other.backend().equals(backend) && count++ < MOST_PINS) {
                content.append("\n" + other.backend() + " " + other.endpoint() + " " + other.until());
            }
        }
        String token = keys.seal(content.toString(), purpose);
        switch (policy.carrier()) {
            case Carrier.Header(String name) -> response.set(name, token);
            case Carrier.Cookie cookie -> response.add("set-cookie", text(cookie, token));
        }
    }

    private long seconds() {
        return (policy.lifetime() + 999) / 1_000;
    }

    private String text(Carrier.Cookie cookie, String token) {
        return cookie.name() + "=" + token + "; Path=" + cookie.path()
                + (cookie.permanent() ? "; Max-Age=" + seconds() : "")
                + (secure ? "; Secure" : "")
                + "; HttpOnly; SameSite=Strict";
    }
}
