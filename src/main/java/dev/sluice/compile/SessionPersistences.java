package dev.sluice.compile;

import dev.sluice.routing.SessionPersistence;
import dev.sluice.routing.SessionPersistence.Carrier;
import dev.sluice.status.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compiles {@code SessionPersistence} in the forms of the releases 1.7 ({@code cookie}, {@code header}) and 1.6
 * ({@code sessionName}, {@code cookieConfig}).
 */
final class SessionPersistences {
    private final String owner;
    private final String field;
    private final List<Problem> invalid;

    private SessionPersistences(String owner, String field, List<Problem> invalid) {
        this.owner = owner;
        this.field = field;
        this.invalid = invalid;
    }

    /**
     * Compiles.
     *
     * @param owner the rule or object that it is in: a cookie without a name gets one that is its own
     * @return null if there is none, or one that is invalid
     */
    static @Nullable SessionPersistence compile(
            io.fabric8.kubernetes.api.model.gatewayapi.v1.@Nullable SessionPersistence specified,
            String owner,
            String field,
            List<Problem> invalid) {
        return specified == null ? null : new SessionPersistences(owner, field, invalid).compile(specified);
    }

    private @Nullable SessionPersistence compile(
            io.fabric8.kubernetes.api.model.gatewayapi.v1.SessionPersistence specified) {
        int before = invalid.size();
        Map<String, Object> more = Objects.requireNonNullElse(specified.getAdditionalProperties(), Map.of());
        if (more.containsKey("idleTimeout")) {
            unsupported(".idleTimeout: is not supported");
        }
        long lifetime = lifetime(specified.getAbsoluteTimeout());
        Map<?, ?> cookie = more.get("cookie") instanceof Map<?, ?> map ? map : Map.of();
        Map<?, ?> header = more.get("header") instanceof Map<?, ?> map ? map : Map.of();
        String type = Objects.requireNonNullElse(specified.getType(), "Cookie");
        Carrier carrier =
                switch (type) {
                    case "Cookie" -> {
                        String old = specified.getCookieConfig() == null
                                ? null
                                : specified.getCookieConfig().getLifetimeType();
                        yield cookie(
                                name(cookie, specified.getSessionName(), ".cookie.name"),
                                text(cookie, "path", "/", ".cookie.path"),
                                text(cookie, "lifetimeType", old == null ? "Session" : old, ".cookie.lifetimeType"),
                                lifetime);
                    }
                    case "Header" -> {
                        String name = name(header, specified.getSessionName(), ".header.name");
                        if (name.isEmpty()) {
                            unsupported(".header.name: is missing");
                        }
                        yield new Carrier.Header(name);
                    }
                    default -> {
                        unsupported(".type: \"" + FieldSyntax.printable(type) + "\" is not supported");
                        yield null;
                    }
                };
        return carrier == null || invalid.size() > before ? null : new SessionPersistence(carrier, lifetime);
    }

    private Carrier cookie(String name, String path, String lifetimeType, long lifetime) {
        boolean permanent = lifetimeType.equals("Permanent");
        if (!permanent && !lifetimeType.equals("Session")) {
            unsupported(".cookie.lifetimeType: \"" + FieldSyntax.printable(lifetimeType) + "\" is not supported");
        }
        if (permanent && lifetime == 0) {
            unsupported(".absoluteTimeout: is missing, which a permanent cookie needs");
        }
        if (!isCookiePath(path)) {
            unsupported(".cookie.path: \"" + FieldSyntax.printable(path) + "\" is not a path of a cookie");
        }
        return new Carrier.Cookie(name.isEmpty() ? defaultName() : name, path, permanent);
    }

    private long lifetime(@Nullable String duration) {
        Long millis = duration == null ? Long.valueOf(0) : GatewayDuration.parse(duration);
        if (millis == null) {
            unsupported(".absoluteTimeout: \"" + FieldSyntax.printable(Objects.requireNonNullElse(duration, ""))
                    + "\" is not a duration such as 1h30m");
            return 0;
        }
        return millis;
    }

    /** Empty if there is none. */
    private String name(Map<?, ?> config, @Nullable String sessionName, String at) {
        String name = text(config, "name", sessionName == null ? "" : sessionName, at);
        if (!name.isEmpty() && !FieldSyntax.isName(name)) {
            unsupported(at + ": \"" + FieldSyntax.printable(name) + "\" is not a name of a cookie or header");
        }
        return name;
    }

    private String text(Map<?, ?> config, String key, String otherwise, String at) {
        return switch (config.get(key)) {
            case null -> otherwise;
            case String text -> text;
            default -> {
                unsupported(at + ": is not a text");
                yield otherwise;
            }
        };
    }

    /** RFC 6265, section 4.1.1: path-value. */
    private static boolean isCookiePath(String path) {
        return path.startsWith("/")
                && path.chars().allMatch(character -> character >= ' ' && character < 0x7f && character != ';');
    }

    /** The same in every replica, and another one for each owner. */
    private String defaultName() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(owner.getBytes(StandardCharsets.UTF_8));
            return "sluice-" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private void unsupported(String message) {
        invalid.add(new Problem(Reason.UNSUPPORTED_VALUE, field + message));
    }
}
