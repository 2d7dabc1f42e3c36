package dev.sluice.proxy;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RuleId;
import org.jspecify.annotations.Nullable;

/**
 * A request that is over, for the access log and metrics.
 *
 * @param gateway as {@code namespace/name}, empty if the socket is no longer in the table
 * @param rule the rule that was chosen, or null
 * @param client the peer's IP address
 * @param protocol {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2}
 * @param host lower case, without port
 * @param path normalised
 * @param status the status that the client got, 101 for an upgrade, 0 if it got none
 * @param bytes of the response's body
 * @param durationNanos from the end of the request's header to the end of the response
 * @param upstreamNanos from choosing the endpoint to the head of its response, 0 if there was none
 * @param backend the Service port that was chosen, or null
 * @param endpoint the endpoint tried last, or null
 * @param error why the request was not answered whole by a backend, or null
 */
public record RequestSummary(
        String gateway,
        @Nullable RuleId rule,
        String client,
        String protocol,
        String method,
        String host,
        String path,
        int status,
        long bytes,
        long durationNanos,
        long upstreamNanos,
        @Nullable EndpointKey backend,
        @Nullable Endpoint endpoint,
        @Nullable ProxyError error) {}
