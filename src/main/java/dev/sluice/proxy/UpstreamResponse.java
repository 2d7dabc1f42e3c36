package dev.sluice.proxy;

import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The head of a response as a backend gave it.
 *
 * @param reason null in a version that has none
 */
record UpstreamResponse(
        HttpVersion version, int status, @Nullable String reason, Headers headers) {}
