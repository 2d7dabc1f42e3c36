package dev.sluice.proxy;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.SocketKey;
import org.jspecify.annotations.Nullable;

/**
 * What became of a connection that was carried as bytes, or of a flow of datagrams.
 *
 * @param gateway {@code namespace/name}
 * @param rule null if none is attached or none matches the SNI
 * @param client the client's IP address
 * @param received bytes from the client that went to the backend
 * @param sent bytes from the backend that went to the client
 * @param endpoint the endpoint tried last, or null
 * @param error why it did not end by itself, or null
 */
public record StreamSummary(
        String gateway,
        SocketKey socket,
        @Nullable RuleId rule,
        String client,
        long received,
        long sent,
        long durationNanos,
        @Nullable Endpoint endpoint,
        @Nullable ProxyError error) {}
