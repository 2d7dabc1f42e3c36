package dev.sluice.routing;

import dev.sluice.routing.request.TraceContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the requests to a Gateway are traced (Gateway API, {@code TracingConfig}).
 *
 * @param policy whose wish it is, as {@code namespace/name}
 * @param collector who gets the spans
 * @param share how many of the requests that begin a trace are recorded
 * @param parents how many of the requests are recorded whose client has recorded its part, while those of which it has
 *     not are not; null if it makes no difference what the client does, and {@code share} goes for all
 * @param spanName empty for the usual one
 * @param attributes what spans get beside the usual attributes, of different names
 */
public record Tracing(
        String policy,
        SpanCollector collector,
        Share share,
        @Nullable Share parents,
        String spanName,
        List<SpanAttribute> attributes) {
    public Tracing {
        attributes = List.copyOf(attributes);
    }

    /**
     * How many of the requests like one are recorded.
     *
     * @param client what the request says of the trace that it is part of, or null if it begins one
     */
    public Share share(@Nullable TraceContext client) {
        if (client == null || parents == null) {
            return share;
        }
        return client.sampled() ? parents : Share.NONE;
    }

    /**
     * Of so many requests how many, drawn for each on its own.
     *
     * @param numerator from 0 to the denominator
     * @param denominator at least 1
     */
    public record Share(int numerator, int denominator) {
        public static final Share ALL = new Share(100, 100);
        public static final Share NONE = new Share(0, 100);

        @Override
        public String toString() {
            return numerator + " of " + denominator;
        }
    }
}
