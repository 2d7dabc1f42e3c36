package dev.sluice.proxy;

/** The head of a request as the backend gets it: what may be forwarded of the client's, after all filters. */
final class UpstreamHead {
    private UpstreamHead() {}

    /**
     * Makes the head.
     *
     * @param http2 whether the backend is spoken to in HTTP/2
     */
    static UpstreamRequest of(
            Worker worker,
            DownstreamRequest request,
            RequestHead client,
            Decision.Forward forward,
            DownstreamConnection connection,
            int listenerPort,
            boolean http2,
            boolean hasBody) {
        Headers headers = worker.requestForwarding()
                .headers(client, request.version(), connection, listenerPort, http2, hasBody, worker.random());
        String authority = forward.authority();
        if (!forward.requestChanges().isEmpty()) {
            HeaderModification.apply(forward.requestChanges(), headers);
            String host = headers.get("host");
            if (host != null) {
                authority = host;
                headers.remove("host");
            }
        }
        return new UpstreamRequest(request.method(), forward.target(), authority.isEmpty() ? null : authority, headers);
    }
}
