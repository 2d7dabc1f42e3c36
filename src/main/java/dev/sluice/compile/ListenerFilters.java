package dev.sluice.compile;

import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.RuleId;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendObjectReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ForwardBodyConfig;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCAuthConfig;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPAuthConfig;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPExternalAuthFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiles {@code ListenerFilters} of the experimental channel, which the models do not have: what every request on a
 * listener goes through before a route is chosen.
 */
final class ListenerFilters {
    /**
     * The filters of a listener.
     *
     * @param filters in order; one that cannot be carried out lets no request pass
     * @param lookups what they depend on
     */
    record Compiled(List<HttpFilter> filters, List<RouteMemo.Lookup> lookups) {
        static final Compiled NONE = new Compiled(List.of(), List.of());
    }

    private final BackendRefs refs;

    ListenerFilters(BackendRefs refs) {
        this.refs = refs;
    }

    /**
     * Compiles.
     *
     * @param owner what the listener is written in, whose namespace and kind count for references
     * @param invalid takes why the listener cannot be accepted
     * @param unresolved takes references that do not resolve
     */
    Compiled compile(
            Listener listener,
            ResourceKey owner,
            @Nullable ListenerProtocol protocol,
            List<Problem> invalid,
            List<Problem> unresolved) {
        if (!(listener.getAdditionalProperties().get("filters") instanceof Map<?, ?> filters)
                || !(filters.get("requests") instanceof List<?> requests)
                || requests.isEmpty()) {
            return Compiled.NONE;
        }
        if (protocol != ListenerProtocol.HTTP && protocol != ListenerProtocol.HTTPS) {
            invalid.add(new Problem(
                    Reason.UNSUPPORTED_VALUE,
                    "filters: are for listeners of protocol HTTP and HTTPS only; remove them"));
            return Compiled.NONE;
        }
        List<Problem> references = new ArrayList<>();
        refs.beginRoute();
        RuleId id = new RuleId(owner.kind(), owner.namespace(), owner.name(), 0, listener.getName());
        List<HttpFilter> compiled = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            Map<?, ?> filter = requests.get(i) instanceof Map<?, ?> map ? map : Map.of();
            compiled.add(compile(filter, "filters.requests[" + i + "]", id, invalid, references));
        }
        for (Problem problem : references) {
            // GEP-5224, Status Reporting: one reason for every reference of a filter that is not merely forbidden.
            unresolved.add(
                    problem.reason().equals(Reason.REF_NOT_PERMITTED)
                            ? problem
                            : new Problem(Reason.INVALID_LISTENER_FILTER_REF, problem.message()));
        }
        return new Compiled(List.copyOf(compiled), List.copyOf(refs.lookups()));
    }

    private HttpFilter compile(
            Map<?, ?> filter, String field, RuleId id, List<Problem> invalid, List<Problem> unresolved) {
        String type = text(filter, "type");
        if ("ExternalAuth".equals(type) && filter.get("externalAuth") instanceof Map<?, ?> auth) {
            HttpFilter.Authorization authorization = new ExternalAuths(
                            refs, id, field + ".externalAuth", invalid, unresolved)
                    .compile(externalAuth(auth));
            return authorization == null
                    ? new HttpFilter.Unresolved(field + ": nobody can be asked whether a request may pass")
                    : authorization;
        }
        if ("ExtensionRef".equals(type)) {
            unresolved.add(new Problem(
                    Reason.INVALID_LISTENER_FILTER_REF,
                    field + ".extensionRef: no kind of filter is supported; remove the filter"));
            return new HttpFilter.Unresolved(field + ": an extensionRef that does not resolve");
        }
        invalid.add(new Problem(
                Reason.UNSUPPORTED_VALUE,
                field + ".type: \"" + FieldSyntax.printable(type == null ? "" : type)
                        + "\" is not supported, or its field is missing; supported is ExternalAuth"));
        return new HttpFilter.Unresolved(field + ": a filter that is not supported");
    }

    private static HTTPExternalAuthFilter externalAuth(Map<?, ?> auth) {
        HTTPExternalAuthFilter filter = new HTTPExternalAuthFilter();
        filter.setProtocol(text(auth, "protocol"));
        if (auth.get("backendRef") instanceof Map<?, ?> ref) {
            filter.setBackendRef(new BackendObjectReference(
                    text(ref, "group"),
                    text(ref, "kind"),
                    text(ref, "name"),
                    text(ref, "namespace"),
                    number(ref, "port")));
        }
        if (auth.get("http") instanceof Map<?, ?> http) {
            filter.setHttp(new HTTPAuthConfig(
                    texts(http, "allowedHeaders"), texts(http, "allowedResponseHeaders"), text(http, "path")));
        }
        if (auth.get("grpc") instanceof Map<?, ?> grpc) {
            filter.setGrpc(new GRPCAuthConfig(texts(grpc, "allowedHeaders")));
        }
        if (auth.get("forwardBody") instanceof Map<?, ?> body) {
            filter.setForwardBody(new ForwardBodyConfig(number(body, "maxSize")));
        }
        return filter;
    }

    private static @Nullable String text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text ? text : null;
    }

    private static @Nullable Integer number(Map<?, ?> map, String key) {
        return map.get(key) instanceof Number number ? number.intValue() : null;
    }

    private static List<String> texts(Map<?, ?> map, String key) {
        List<String> texts = new ArrayList<>();
        if (map.get(key) instanceof List<?> list) {
            list.forEach(each -> texts.add(String.valueOf(each)));
        }
        return texts;
    }
}
