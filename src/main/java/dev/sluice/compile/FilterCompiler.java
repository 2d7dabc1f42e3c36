package dev.sluice.compile;

import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.PathRewrite;
import dev.sluice.routing.RuleId;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPPathModifier;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRequestRedirectFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteFilter;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPURLRewriteFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the filters of a rule or backend. One that is unknown or cannot be carried out is never left out: it becomes
 * {@link HttpFilter.Unresolved}, which answers 500.
 */
final class FilterCompiler {
    private static final Set<Integer> REDIRECT_CODES = Set.of(301, 302, 303, 307, 308);

    private final BackendRefs backendRefs;
    private final RuleId rule;
    private final boolean prefixMatches;
    private final List<Problem> invalid;
    private final List<Problem> unresolved;

    /**
     * A compiler for one rule.
     *
     * @param rule whose filters these are
     * @param prefixMatches whether all matches of the rule are PathPrefix, as ReplacePrefixMatch needs
     * @param invalid takes what makes the rule invalid
     * @param unresolved takes references that do not resolve
     */
    FilterCompiler(
            BackendRefs backendRefs,
            RuleId rule,
            boolean prefixMatches,
            List<Problem> invalid,
            List<Problem> unresolved) {
        this.backendRefs = backendRefs;
        this.rule = rule;
        this.prefixMatches = prefixMatches;
        this.invalid = invalid;
        this.unresolved = unresolved;
    }

    List<HttpFilter> compile(@Nullable List<HTTPRouteFilter> filters, String field) {
        if (filters == null || filters.isEmpty()) {
            return List.of();
        }
        List<HttpFilter> compiled = new ArrayList<>(filters.size());
        for (int i = 0; i < filters.size(); i++) {
            int before = invalid.size() + unresolved.size();
            String at = field + "[" + i + "]";
            HttpFilter filter = compile(filters.get(i), at);
            if (filter == null && "RequestMirror".equals(filters.get(i).getType())) {
                continue;
            }
            boolean sound = filter != null && invalid.size() + unresolved.size() == before;
            compiled.add(sound ? filter : new HttpFilter.Unresolved(at + " cannot be carried out"));
        }
        checkCombination(compiled, field);
        return compiled;
    }

    private void checkCombination(List<HttpFilter> compiled, String field) {
        boolean redirects = compiled.stream().anyMatch(HttpFilter.Redirect.class::isInstance);
        boolean rewrites = compiled.stream().anyMatch(HttpFilter.UrlRewrite.class::isInstance);
        if (redirects && rewrites) {
            invalid.add(new Problem(
                    Reason.INCOMPATIBLE_FILTERS, field + ": RequestRedirect and URLRewrite cannot be combined"));
        }
    }

    private @Nullable HttpFilter compile(HTTPRouteFilter filter, String field) {
        String type = Objects.requireNonNullElse(filter.getType(), "");
        return switch (type) {
            case "RequestHeaderModifier" ->
                filter.getRequestHeaderModifier() == null
                        ? absent(field + ".requestHeaderModifier")
                        : new HttpFilter.RequestHeaders(HeaderModifiers.compile(
                                filter.getRequestHeaderModifier(), field + ".requestHeaderModifier", invalid));
            case "ResponseHeaderModifier" ->
                filter.getResponseHeaderModifier() == null
                        ? absent(field + ".responseHeaderModifier")
                        : new HttpFilter.ResponseHeaders(HeaderModifiers.compile(
                                filter.getResponseHeaderModifier(), field + ".responseHeaderModifier", invalid));
            case "RequestRedirect" ->
                filter.getRequestRedirect() == null
                        ? absent(field + ".requestRedirect")
                        : redirect(filter.getRequestRedirect(), field + ".requestRedirect");
            case "URLRewrite" ->
                filter.getUrlRewrite() == null
                        ? absent(field + ".urlRewrite")
                        : rewrite(filter.getUrlRewrite(), field + ".urlRewrite");
            case "RequestMirror" ->
                filter.getRequestMirror() == null
                        ? absent(field + ".requestMirror")
                        : Mirrors.compile(
                                filter.getRequestMirror(),
                                backendRefs,
                                rule,
                                field + ".requestMirror",
                                invalid,
                                unresolved);
            case "ExternalAuth" ->
                filter.getExternalAuth() == null
                        ? absent(field + ".externalAuth")
                        : new ExternalAuths(backendRefs, rule, field + ".externalAuth", invalid, unresolved)
                                .compile(filter.getExternalAuth());
            case "CORS" ->
                filter.getCors() == null
                        ? absent(field + ".cors")
                        : new HttpFilter.Cors(CorsPolicies.compile(filter.getCors(), field + ".cors", invalid));
            case "ExtensionRef" -> extension(filter, field);
            default -> unsupported(field + ".type: the filter \"" + type + "\" is not supported");
        };
    }

    private HttpFilter redirect(HTTPRequestRedirectFilter redirect, String field) {
        String scheme = redirect.getScheme();
        if (scheme != null && !scheme.equals("http") && !scheme.equals("https")) {
            unsupported(field + ".scheme: \"" + scheme + "\" is not supported; supported are http and https");
        }
        int status = Objects.requireNonNullElse(redirect.getStatusCode(), 302);
        if (!REDIRECT_CODES.contains(status)) {
            unsupported(
                    field + ".statusCode: " + status + " is not supported; supported are 301, 302, 303, 307 and 308");
        }
        return new HttpFilter.Redirect(
                scheme,
                hostname(redirect.getHostname(), field + ".hostname"),
                path(redirect.getPath(), field + ".path"),
                Objects.requireNonNullElse(redirect.getPort(), 0),
                status);
    }

    private HttpFilter rewrite(HTTPURLRewriteFilter rewrite, String field) {
        return new HttpFilter.UrlRewrite(
                hostname(rewrite.getHostname(), field + ".hostname"), path(rewrite.getPath(), field + ".path"));
    }

    /** A PreciseHostname, which no wildcard is. */
    private @Nullable String hostname(@Nullable String hostname, String field) {
        if (hostname != null) {
            HostnamePattern parsed = Hostnames.parse(hostname);
            if (parsed == null || hostname.isEmpty() || hostname.startsWith("*")) {
                unsupported(field + ": \"" + FieldSyntax.printable(hostname) + "\" is not a hostname");
            }
        }
        return hostname;
    }

    private @Nullable PathRewrite path(@Nullable HTTPPathModifier path, String field) {
        if (path == null) {
            return null;
        }
        switch (Objects.requireNonNullElse(path.getType(), "")) {
            case "ReplaceFullPath" -> {
                String full = Objects.requireNonNullElse(path.getReplaceFullPath(), "");
                if (!ReplacementPaths.isPath(full)) {
                    unsupportedPath(field + ".replaceFullPath", full);
                }
                return new PathRewrite.Full(full);
            }
            case "ReplacePrefixMatch" -> {
                if (!prefixMatches) {
                    unsupported(field + ": ReplacePrefixMatch needs a rule whose matches are all of type PathPrefix");
                }
                String prefix = Objects.requireNonNullElse(path.getReplacePrefixMatch(), "");
                if (!ReplacementPaths.isPrefix(prefix)) {
                    unsupportedPath(field + ".replacePrefixMatch", prefix);
                }
                return new PathRewrite.Prefix(prefix);
            }
            default -> {
                unsupported(field + ".type: \"" + path.getType() + "\" is not supported");
                return null;
            }
        }
    }

    private void unsupportedPath(String field, String path) {
        unsupported(field + ": \"" + FieldSyntax.printable(path)
                + "\" is not a path: it begins with a slash, and characters other than those of RFC 3986 are written as"
                + " percent and two hexadecimal digits");
    }

    private @Nullable HttpFilter extension(HTTPRouteFilter filter, String field) {
        var reference = filter.getExtensionRef();
        unresolved.add(new Problem(
                Reason.INVALID_KIND,
                field + ".extensionRef: "
                        + (reference == null
                                ? "is missing"
                                : "the kind " + reference.getKind() + " in group \"" + reference.getGroup()
                                        + "\" is not supported")
                        + "; requests that it would process are answered with 500"));
        return null;
    }

    private @Nullable HttpFilter absent(String field) {
        return unsupported(field + ": is missing");
    }

    private @Nullable HttpFilter unsupported(String message) {
        invalid.add(new Problem(Reason.UNSUPPORTED_VALUE, message));
        return null;
    }
}
