package dev.sluice.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads rules, part of {@link TableReader}. */
final class RuleReader {
    private RuleReader() {}

    static RouteRule routeRule(String name, DocumentFields rule) {
        DocumentFields retry = rule.fieldsOrNull("retry");
        return new RouteRule(
                id(name, rule),
                filters(rule),
                backends(rule),
                new Timeouts(rule.number("requestTimeoutMillis", 0), rule.number("backendRequestTimeoutMillis", 0)),
                retry == null
                        ? null
                        : new RetryPolicy(
                                retry.integer("attempts"),
                                retry.integers("codes"),
                                retry.number("backoffMillis", RetryPolicy.UNSPECIFIED)),
                session(rule.fieldsOrNull("session")));
    }

    static StreamRule streamRule(String name, DocumentFields rule) {
        return new StreamRule(id(name, rule), backends(rule));
    }

    /** {@code kind/namespace/route/} and the place of the rule or its own name; then the place is a field. */
    private static RuleId id(String name, DocumentFields rule) {
        String[] parts = name.split("/", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException(name + " is not the name of a rule");
        }
        int end = parts[3].indexOf(RuleId.DISTINCTION);
        String last = end < 0 ? parts[3] : parts[3].substring(0, end);
        return rule.has("index")
                ? new RuleId(parts[0], parts[1], parts[2], rule.integer("index"), last)
                : new RuleId(parts[0], parts[1], parts[2], Integer.parseInt(last), "");
    }

    private static @Nullable SessionPersistence session(@Nullable DocumentFields session) {
        return session == null
                ? null
                : new SessionPersistence(
                        session.has("cookie")
                                ? new SessionPersistence.Carrier.Cookie(
                                        session.text("cookie"), session.text("path"), session.flag("permanent"))
                                : new SessionPersistence.Carrier.Header(session.text("header")),
                        session.number("lifetimeMillis", 0));
    }

    private static Backends backends(DocumentFields rule) {
        return new Backends(
                rule.list("backends").stream().map(RuleReader::weighted).toList());
    }

    private static Backends.Weighted weighted(DocumentFields backend) {
        String invalid = backend.textOrNull("invalid");
        return new Backends.Weighted(
                backend.integer("weight"),
                invalid == null ? service(backend) : new Backend.Invalid(invalid),
                filters(backend));
    }

    static Backend.Service service(DocumentFields service) {
        return new Backend.Service(
                EndpointKey.parse(service.text("service")),
                Backend.Protocol.valueOf(service.text("protocol")),
                service.textOrNull("tls"),
                session(service.fieldsOrNull("session")),
                constraint(service.fieldsOrNull("retries")));
    }

    private static @Nullable RetryConstraint constraint(@Nullable DocumentFields retries) {
        return retries == null
                ? null
                : new RetryConstraint(
                        retries.integer("percent"),
                        retries.number("intervalMillis"),
                        retries.integer("least"),
                        retries.number("leastIntervalMillis"));
    }

    static List<HttpFilter> filters(DocumentFields owner) {
        return owner.list("filters").stream().map(RuleReader::filter).toList();
    }

    private static HttpFilter filter(DocumentFields filter) {
        String kind = filter.onlyKey();
        return kind.equals("unresolved")
                ? new HttpFilter.Unresolved(filter.text(kind))
                : filter(kind, filter.fields(kind));
    }

    private static HttpFilter filter(String kind, DocumentFields filter) {
        return switch (kind) {
            case "requestHeaders" -> new HttpFilter.RequestHeaders(changes(filter));
            case "responseHeaders" -> new HttpFilter.ResponseHeaders(changes(filter));
            case "redirect" ->
                new HttpFilter.Redirect(
                        filter.textOrNull("scheme"),
                        filter.textOrNull("hostname"),
                        path(filter),
                        filter.integer("port", 0),
                        filter.integer("statusCode"));
            case "urlRewrite" -> new HttpFilter.UrlRewrite(filter.textOrNull("hostname"), path(filter));
            case "cors" -> new HttpFilter.Cors(cors(filter));
            case "mirror" ->
                new HttpFilter.Mirror(service(filter), filter.integer("numerator"), filter.integer("denominator"));
            case "authorization" -> new HttpFilter.Authorization(authorization(filter));
            default -> throw new IllegalArgumentException("the filter " + kind + " is not known");
        };
    }

    private static @Nullable PathRewrite path(DocumentFields filter) {
        if (filter.has("path")) {
            return new PathRewrite.Full(filter.text("path"));
        }
        return filter.has("pathPrefix") ? new PathRewrite.Prefix(filter.text("pathPrefix")) : null;
    }

    private static CorsPolicy cors(DocumentFields cors) {
        List<String> origins = cors.texts("origins");
        return new CorsPolicy(
                CorsPolicy.isAll(origins),
                CorsPolicy.isAll(origins)
                        ? List.of()
                        : origins.stream().map(RuleReader::origin).toList(),
                cors.flag("credentials"),
                cors.texts("methods"),
                cors.texts("headers"),
                cors.texts("exposed"),
                cors.integer("maxAgeSeconds"));
    }

    private static CorsOrigin origin(String text) {
        CorsOrigin origin = CorsOrigin.parse(text);
        if (origin == null) {
            throw new IllegalArgumentException(text + " is not an origin");
        }
        return origin;
    }

    private static ExternalAuth authorization(DocumentFields auth) {
        String by = auth.text("by");
        return new ExternalAuth(
                service(auth),
                switch (by) {
                    case "GRPC" -> new ExternalAuth.Protocol.Grpc();
                    case "HTTP" ->
                        new ExternalAuth.Protocol.Http(auth.text("pathPrefix"), auth.texts("responseHeaders"));
                    default -> throw new IllegalArgumentException("authorization by " + by + " is not known");
                },
                auth.texts("requestHeaders"),
                auth.integer("bodyBytes"));
    }

    private static HeaderChanges changes(DocumentFields changes) {
        return new HeaderChanges(headers(changes, "set"), headers(changes, "add"), changes.texts("remove"));
    }

    static List<HeaderChanges.Header> headers(DocumentFields changes, String key) {
        return changes.list(key).stream()
                .map(header -> new HeaderChanges.Header(header.text("name"), header.text("value")))
                .toList();
    }
}
