package dev.sluice.proxy;

import dev.sluice.routing.SpanProperty;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** What there is to say of a span. */
interface SpanFacts {
    /** A text or a whole number; null for nothing. */
    @Nullable
    Object of(SpanProperty property);

    /** The client's. */
    Headers requestHeaders();

    /** Null if there was no response. */
    @Nullable
    MultiMap responseHeaders();
}
