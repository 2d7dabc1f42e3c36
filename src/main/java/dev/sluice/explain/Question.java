package dev.sluice.explain;

import dev.sluice.routing.RequestView;
import dev.sluice.routing.request.Authority;
import dev.sluice.routing.request.PathNormalisation;
import dev.sluice.routing.request.QueryParameters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The request that is asked about.
 *
 * @param method case-sensitive
 * @param tls whether its scheme is {@code https}
 * @param host lower case, without port
 * @param port that of the URL, 0 if it names none
 * @param path normalised
 * @param query without the question mark, empty if there is none
 * @param headers by lower-case name
 */
public record Question(
        String method, boolean tls, String host, int port, String path, String query, Map<String, String> headers)
        implements RequestView {
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    public Question {
        headers = Map.copyOf(headers);
    }

    /**
     * Reads a request.
     *
     * @param request {@code [METHOD] URL}, such as {@code GET https://www.example.com/a?b=c}; without a scheme
     *     {@code http} is meant, and without a method {@code GET}
     * @param headers each {@code name: value}; of equal names the values are joined by a comma; {@code Host} replaces the
     *     URL's host for the purpose of matching
     * @throws IllegalArgumentException if it is no request; the message says why
     */
    public static Question parse(String request, List<String> headers, PathNormalisation normalisation) {
        String text = request.strip();
        int space = text.indexOf(' ');
        String method = space < 0 ? "GET" : text.substring(0, space);
        if (!TOKEN.matcher(method).matches()) {
            throw new IllegalArgumentException("'" + method + "' is no method");
        }
        String url = space < 0 ? text : text.substring(space + 1).strip();
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "http" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme)) {
            throw new IllegalArgumentException("'" + scheme + "' is no scheme of requests: http or https is");
        }
        String rest = colon < 0 ? url : url.substring(colon + 3);
        int fragment = rest.indexOf('#');
        rest = fragment < 0 ? rest : rest.substring(0, fragment);
        int slash = firstOf(rest, "/?");
        String authority = rest.substring(0, slash);
        String target = rest.substring(slash);
        int question = target.indexOf('?');
        String rawPath = question < 0 ? target : target.substring(0, question);
        String path = normalisation.normalise(rawPath);
        if (path == null) {
            throw new IllegalArgumentException("requests with the path '" + rawPath + "' are answered with 400");
        }
        Map<String, String> fields = fields(headers);
        String named = fields.getOrDefault("host", authority);
        String host = Authority.host(named);
        if (host == null || authority.isEmpty()) {
            throw new IllegalArgumentException("'" + named + "' is no host; a request is [METHOD] URL, such as"
                    + " 'GET https://www.example.com/a?b=c'");
        }
        return new Question(
                method,
                scheme.equals("https"),
                host,
                port(authority),
                path,
                question < 0 ? "" : target.substring(question + 1),
                fields);
    }

    private static int firstOf(String text, String any) {
        int i = 0;
        while (i < text.length() && any.indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    private static int port(String authority) {
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || colon < authority.lastIndexOf(']')) {
            return 0;
        }
        try {
            int port = Integer.parseInt(authority.substring(colon + 1));
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("'" + authority + "' has no port from 1 to 65535");
    }

    private static Map<String, String> fields(List<String> headers) {
        Map<String, String> fields = new TreeMap<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("'" + header + "' is no header: it must be 'name: value'");
            }
            fields.merge(
                    header.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip(),
                    (first, second) -> first + "," + second);
        }
        return fields;
    }

    /** The port that a client dials: the URL's, else the scheme's. */
    int dialled() {
        return port > 0 ? port : tls ? HTTPS_PORT : HTTP_PORT;
    }

    @Override
    public @Nullable String header(String name) {
        return name.equals("host") ? host : headers.get(name);
    }

    @Override
    public @Nullable String queryParam(String name) {
        return query.isEmpty() ? null : QueryParameters.first(query, name);
    }

    @Override
    public String toString() {
        return method + " " + (tls ? "https" : "http") + "://" + host + (port > 0 ? ":" + port : "") + path
                + (query.isEmpty() ? "" : "?" + query);
    }
}
