package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

/** A filter of a rule or backend. The set is closed: whoever carries filters out must know each one. */
public sealed interface HttpFilter {
    record RequestHeaders(HeaderChanges changes) implements HttpFilter {}

    record ResponseHeaders(HeaderChanges changes) implements HttpFilter {}

    /**
     * Answers with a redirect.
     *
     * @param scheme null for the request's own
     * @param hostname null for the request's own
     * @param path null for the request's own
     * @param port 0 if not given: then the well-known port of a given scheme, else the listener's port; a port that is
     *     well known for the resulting scheme is left out
     * @param statusCode 301, 302, 303, 307 or 308
     */
    record Redirect(
            @Nullable String scheme,
            @Nullable String hostname,
            @Nullable PathRewrite path,
            int port,
            int statusCode) implements HttpFilter {}

    /** Changes the Host and path that the backend sees; null leaves that part alone. */
    record UrlRewrite(@Nullable String hostname, @Nullable PathRewrite path) implements HttpFilter {}

    /** Answers preflights itself and tells on responses which other origins may read them. */
    record Cors(CorsPolicy policy) implements HttpFilter {}

    /**
     * Sends a copy of the request to another backend too, whose response nobody gets.
     *
     * @param numerator of so many requests in {@code denominator} a copy is sent, drawn for each on its own
     * @param denominator at least 1
     */
    record Mirror(Backend.Service backend, int numerator, int denominator) implements HttpFilter {}

    /** Asks somebody whether the request may pass, before anything else happens to it. */
    record Authorization(ExternalAuth by) implements HttpFilter {}

    /** A filter that could not be resolved: the request is answered with 500, never forwarded without it. */
    record Unresolved(String reason) implements HttpFilter {}
}
