package dev.sluice.proxy;

import dev.sluice.routing.request.TraceContext;
import org.jspecify.annotations.Nullable;

/** How a request says what trace it is part of (W3C Trace Context, Level 1). */
final class TraceHeaders {
    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";

    private TraceHeaders() {}

    /** What a request says, or null if it says nothing that is valid. Of two, none counts. */
    static @Nullable TraceContext read(Headers headers) {
        int at = headers.indexOf(TRACEPARENT, 0);
        return at < 0 || headers.indexOf(TRACEPARENT, at + 1) >= 0 ? null : TraceContext.parse(headers.valueAt(at));
    }

    /**
     * Tells a backend where its request comes from.
     *
     * @param continued whether the client's trace goes on; else its tracestate goes too, which belongs to that one
     */
    static void write(TraceContext context, Headers headers, boolean continued) {
        headers.set(TRACEPARENT, context.toString());
        if (!continued) {
            headers.remove(TRACESTATE);
        }
    }
}
