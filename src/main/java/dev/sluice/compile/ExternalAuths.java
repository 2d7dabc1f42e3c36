package dev.sluice.compile;

import dev.sluice.routing.Backend;
import dev.sluice.routing.ExternalAuth;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.RuleId;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPExternalAuthFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compiles {@code HTTPExternalAuthFilter}. */
final class ExternalAuths {
    private final BackendRefs refs;
    private final RuleId rule;
    private final String field;
    private final List<Problem> invalid;
    private final List<Problem> unresolved;

    ExternalAuths(BackendRefs refs, RuleId rule, String field, List<Problem> invalid, List<Problem> unresolved) {
        this.refs = refs;
        this.rule = rule;
        this.field = field;
        this.invalid = invalid;
        this.unresolved = unresolved;
    }

    /** Returns null if nobody can be asked: then the request must not pass. */
    HttpFilter.@Nullable Authorization compile(HTTPExternalAuthFilter filter) {
        int before = invalid.size();
        int bodyBytes = filter.getForwardBody() == null
                ? 0
                : Objects.requireNonNullElse(filter.getForwardBody().getMaxSize(), 0);
        if (bodyBytes < 0) {
            unsupported(".forwardBody.maxSize: " + bodyBytes + " is less than 0");
        }
        String type = Objects.requireNonNullElse(filter.getProtocol(), "");
        List<String> requestHeaders = List.of();
        ExternalAuth.Protocol protocol = null;
        if ("HTTP".equals(type)) {
            var http = filter.getHttp();
            String prefix = http == null ? "" : prefix(Objects.requireNonNullElse(http.getPath(), ""));
            requestHeaders = names(http == null ? null : http.getAllowedHeaders(), ".http.allowedHeaders");
            protocol = new ExternalAuth.Protocol.Http(
                    prefix,
                    names(http == null ? null : http.getAllowedResponseHeaders(), ".http.allowedResponseHeaders"));
        } else if ("GRPC".equals(type)) {
            requestHeaders = names(
                    filter.getGrpc() == null ? null : filter.getGrpc().getAllowedHeaders(), ".grpc.allowedHeaders");
            protocol = new ExternalAuth.Protocol.Grpc();
        } else {
            unsupported(
                    ".protocol: \"" + FieldSyntax.printable(type) + "\" is not supported; supported are HTTP and GRPC");
        }
        Backend.Service backend = protocol == null ? null : backend(filter, protocol);
        return backend == null || protocol == null || invalid.size() > before
                ? null
                : new HttpFilter.Authorization(new ExternalAuth(backend, protocol, requestHeaders, bodyBytes));
    }

    private Backend.@Nullable Service backend(HTTPExternalAuthFilter filter, ExternalAuth.Protocol protocol) {
        if (!(refs.resolve(filter.getBackendRef(), rule, field + ".backendRef", unresolved)
                instanceof Backend.Service service)) {
            return null;
        }
        if (protocol instanceof ExternalAuth.Protocol.Http) {
            return service;
        }
        if (service.protocol() == Backend.Protocol.WEBSOCKET) {
            unresolved.add(new Problem(
                    Reason.UNSUPPORTED_PROTOCOL,
                    field + ".backendRef: " + service.endpoints() + " speaks WebSocket and no gRPC"));
            return null;
        }
        return new Backend.Service(service.endpoints(), Backend.Protocol.H2C, service.tls());
    }

    private String prefix(String path) {
        String prefix = path.isEmpty() || path.startsWith("/") ? path : "/" + path;
        if (!ReplacementPaths.isPrefix(prefix) || (prefix + "/").contains("/../") || (prefix + "/").contains("/./")) {
            unsupported(".http.path: \"" + FieldSyntax.printable(path) + "\" is not a path");
        }
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    private List<String> names(@Nullable List<String> names, String at) {
        List<String> lower = new ArrayList<>();
        for (String name : Objects.requireNonNullElse(names, List.<String>of())) {
            if (FieldSyntax.isName(name)) {
                lower.add(name.toLowerCase(Locale.ROOT));
            } else {
                unsupported(at + ": \"" + FieldSyntax.printable(name) + "\" is not a name of a header");
            }
        }
        return lower;
    }

    private void unsupported(String message) {
        invalid.add(new Problem(Reason.UNSUPPORTED_VALUE, field + message));
    }
}
