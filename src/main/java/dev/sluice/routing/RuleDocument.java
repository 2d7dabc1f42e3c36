package dev.sluice.routing;

import dev.sluice.routing.TableDocument.Detail;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The serial form of a rule, part of {@link TableDocument}. */
final class RuleDocument {
    private final Detail detail;

    RuleDocument(Detail detail) {
        this.detail = detail;
    }

    /** The rule of connections or flows, which has nothing but backends. */
    Map<String, Object> of(StreamRule rule) {
        Map<String, Object> map = new LinkedHashMap<>();
        putIndex(map, rule.id());
        map.put("backends", backends(rule.backends()));
        return map;
    }

    Map<String, Object> of(RouteRule rule) {
        Map<String, Object> map = new LinkedHashMap<>();
        putIndex(map, rule.id());
        if (!rule.filters().isEmpty()) {
            map.put("filters", filters(rule.filters()));
        }
        map.put("backends", backends(rule.backends()));
        if (rule.timeouts().request() > 0) {
            map.put("requestTimeoutMillis", rule.timeouts().request());
        }
        if (rule.timeouts().backendRequest() > 0) {
            map.put("backendRequestTimeoutMillis", rule.timeouts().backendRequest());
        }
        if (rule.retry() != null) {
            map.put("retry", retry(rule.retry()));
        }
        if (rule.session() != null) {
            map.put("session", session(rule.session()));
        }
        return map;
    }

    /** The place of a rule that is called by a name of its own. */
    private static void putIndex(Map<String, Object> map, RuleId id) {
        if (!id.name().isEmpty()) {
            map.put("index", id.index());
        }
    }

    private static Map<String, Object> session(SessionPersistence session) {
        Map<String, Object> map = new LinkedHashMap<>();
        switch (session.carrier()) {
            case SessionPersistence.Carrier.Header(String name) -> map.put("header", name);
            case SessionPersistence.Carrier.Cookie(String name, String path, boolean permanent) -> {
                map.put("cookie", name);
                map.put("path", path);
                map.put("permanent", permanent);
            }
        }
        if (session.lifetime() > 0) {
            map.put("lifetimeMillis", session.lifetime());
        }
        return map;
    }

    private static Map<String, Object> retry(RetryPolicy retry) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("attempts", retry.attempts());
        map.put("codes", retry.codes());
        if (retry.backoff() != RetryPolicy.UNSPECIFIED) {
            map.put("backoffMillis", retry.backoff());
        }
        return map;
    }

    private List<Object> backends(Backends backends) {
        List<Object> list = new ArrayList<>();
        for (Backends.Weighted weighted : backends.weighted()) {
            list.add(backend(weighted));
        }
        return list;
    }

    private Map<String, Object> backend(Backends.Weighted weighted) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("weight", weighted.weight());
        switch (weighted.backend()) {
            case Backend.Service service -> service(service, map);
            case Backend.Invalid(String reason) -> map.put("invalid", reason);
        }
        if (!weighted.filters().isEmpty()) {
            map.put("filters", filters(weighted.filters()));
        }
        return map;
    }

    static Map<String, Object> service(Backend.Service service) {
        Map<String, Object> map = new LinkedHashMap<>();
        service(service, map);
        return map;
    }

    private static void service(Backend.Service service, Map<String, Object> map) {
        map.put("service", service.endpoints().toString());
        map.put("protocol", service.protocol().name());
        putIfThere(map, "tls", service.tls());
        if (service.session() != null) {
            map.put("session", session(service.session()));
        }
        RetryConstraint retries = service.retries();
        if (retries != null) {
            Map<String, Object> constraint = new LinkedHashMap<>();
            constraint.put("percent", retries.percent());
            constraint.put("intervalMillis", retries.interval());
            constraint.put("least", retries.least());
            constraint.put("leastIntervalMillis", retries.leastInterval());
            map.put("retries", constraint);
        }
    }

    List<Object> filters(List<HttpFilter> filters) {
        List<Object> list = new ArrayList<>();
        for (HttpFilter filter : filters) {
            list.add(
                    switch (filter) {
                        case HttpFilter.RequestHeaders(HeaderChanges changes) ->
                            Map.of("requestHeaders", changes(changes));
                        case HttpFilter.ResponseHeaders(HeaderChanges changes) ->
                            Map.of("responseHeaders", changes(changes));
                        case HttpFilter.Redirect redirect -> Map.of("redirect", redirect(redirect));
                        case HttpFilter.UrlRewrite(var hostname, var path) -> {
                            Map<String, Object> map = new LinkedHashMap<>();
                            putIfThere(map, "hostname", hostname);
                            putPath(map, path);
                            yield Map.of("urlRewrite", map);
                        }
                        case HttpFilter.Authorization(ExternalAuth auth) -> Map.of("authorization", auth(auth));
                        case HttpFilter.Mirror mirror -> Map.of("mirror", mirror(mirror));
                        case HttpFilter.Cors(CorsPolicy policy) -> Map.of("cors", cors(policy));
                        case HttpFilter.Unresolved(String reason) -> Map.of("unresolved", reason);
                    });
        }
        return list;
    }

    private static Map<String, Object> redirect(HttpFilter.Redirect redirect) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("statusCode", redirect.statusCode());
        putIfThere(map, "scheme", redirect.scheme());
        putIfThere(map, "hostname", redirect.hostname());
        if (redirect.port() > 0) {
            map.put("port", redirect.port());
        }
        putPath(map, redirect.path());
        return map;
    }

    private static Map<String, Object> auth(ExternalAuth auth) {
        Map<String, Object> map = new LinkedHashMap<>();
        service(auth.backend(), map);
        switch (auth.protocol()) {
            case ExternalAuth.Protocol.Grpc _ -> map.put("by", "GRPC");
            case ExternalAuth.Protocol.Http(String prefix, List<String> responseHeaders) -> {
                map.put("by", "HTTP");
                map.put("pathPrefix", prefix);
                map.put("responseHeaders", responseHeaders);
            }
        }
        map.put("requestHeaders", auth.requestHeaders());
        map.put("bodyBytes", auth.bodyBytes());
        return map;
    }

    private static Map<String, Object> mirror(HttpFilter.Mirror mirror) {
        Map<String, Object> map = new LinkedHashMap<>();
        service(mirror.backend(), map);
        map.put("numerator", mirror.numerator());
        map.put("denominator", mirror.denominator());
        return map;
    }

    private static Map<String, Object> cors(CorsPolicy policy) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(
                "origins",
                policy.anyOrigin()
                        ? List.of(CorsPolicy.ALL)
                        : policy.origins().stream().map(CorsOrigin::toString).toList());
        map.put("credentials", policy.credentials());
        map.put("methods", policy.methods());
        map.put("headers", policy.headers());
        map.put("exposed", policy.exposed());
        map.put("maxAgeSeconds", policy.maxAge());
        return map;
    }

    private Map<String, Object> changes(HeaderChanges changes) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (!changes.set().isEmpty()) {
            map.put("set", headers(changes.set()));
        }
        if (!changes.add().isEmpty()) {
            map.put("add", headers(changes.add()));
        }
        if (!changes.remove().isEmpty()) {
            map.put("remove", changes.remove());
        }
        return map;
    }

    List<Object> headers(List<HeaderChanges.Header> headers) {
        List<Object> list = new ArrayList<>();
        for (HeaderChanges.Header header : headers) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", header.name());
            map.put("value", detail == Detail.WITHOUT_CREDENTIALS ? TableDocument.WITHHELD : header.value());
            list.add(map);
        }
        return list;
    }

    private static void putPath(Map<String, Object> map, @Nullable PathRewrite path) {
        switch (path) {
            case PathRewrite.Full(String full) -> map.put("path", full);
            case PathRewrite.Prefix(String replacement) -> map.put("pathPrefix", replacement);
            case null -> {
                // The path stays as it is.
            }
        }
    }

    private static void putIfThere(Map<String, Object> map, String key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}
