package dev.sluice.proxy;

import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as a backend gets it.
 *
 * @param target path and query
 * @param authority the Host; null for none
 * @param headers without Host, and without what frames a body of unknown length
 */
record UpstreamRequest(
        HttpMethod method, String target, @Nullable String authority, Headers headers) {}
