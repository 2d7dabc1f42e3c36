package dev.sluice.proxy;

/**
 * The head of a request as the backend gets it: what may be forwarded of the client's, after all filters, and where it
 * comes from if it is traced.
 */
final class UpstreamHead {
    private UpstreamHead() {}

    /**
     * Makes the head.
     *
     * @param http2 whether the backend is spoken to in HTTP/2
     */
    static UpstreamRequest of(
            Worker worker,
            Exchange exchange,
            RequestHead client,
            Decision.Forward forward,
            int listenerPort,
            boolean http2,
            boolean hasBody) {
        DownstreamRequest request = exchange.request();
        Headers headers = worker.requestForwarding()
                .headers(
                        client,
                        request.version(),
                        exchange.downstream(),
                        listenerPort,
                        http2,
                        hasBody,
                        worker.random());
        String authority = forward.authority();
        if (!forward.requestChanges().isEmpty()) {
            HeaderModification.apply(forward.requestChanges(), headers);
            String host = headers.get("host");
            if (host != null) {
                authority = host;
                headers.remove("host");
            }
        }
        RequestTrace trace = exchange.trace();
        if (trace != null) {
            trace.writeTo(headers);
        }
        return new UpstreamRequest(request.method(), forward.target(), authority.isEmpty() ? null : authority, headers);
    }
}
