package dev.sluice.proxy;

import dev.sluice.routing.SpanAttribute;
import dev.sluice.routing.SpanProperty;
import dev.sluice.routing.Tracing;
import dev.sluice.routing.request.TraceContext;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes spans as OTLP has them ({@code opentelemetry/proto/trace/v1/trace.proto}). The numbers are those of the fields
 * in its messages.
 */
final class SpanEncoder {
    static final int SERVER = 2;
    static final int CLIENT = 3;

    private static final int ERROR = 2;

    /** The flags of a span say whether its parent is in another process. */
    private static final int HAS_IS_REMOTE = 0x100;

    private static final int IS_REMOTE = 0x200;

    /** Of what a client sends, so that it does not fill the queue with few requests. */
    private static final int MOST_CHARACTERS = 1_024;

    private final ProtoWriter span = new ProtoWriter();
    private final Tracing tracing;

    private SpanEncoder(Tracing tracing) {
        this.tracing = tracing;
    }

    /**
     * What is the same for all kinds of spans.
     *
     * @param own the trace, and the span itself
     * @param parent the span that caused it, or null for none
     * @param remote whether that was in another process
     * @param start nanoseconds since 1970
     * @param end nanoseconds since 1970
     */
    record Frame(
            TraceContext own,
            @Nullable Long parent,
            boolean remote,
            String traceState,
            String name,
            int kind,
            long start,
            long end,
            boolean failed) {}

    /**
     * Writes a span.
     *
     * @param usual the attributes that it has as far as there is something to say; those of the policy come on top, and
     *     in the place of namesakes
     */
    static byte[] encode(Frame frame, SpanFacts facts, SpanProperty[] usual, Tracing tracing) {
        return new SpanEncoder(tracing).write(frame, facts, usual);
    }

    private byte[] write(Frame frame, SpanFacts facts, SpanProperty[] usual) {
        TraceContext own = frame.own();
        span.bytes(
                1,
                ByteBuffer.allocate(16).putLong(own.high()).putLong(own.low()).array());
        span.bytes(2, id(own.span()));
        span.text(3, frame.traceState());
        if (frame.parent() != null) {
            span.bytes(4, id(frame.parent()));
        }
        span.text(5, cut(frame.name()));
        span.number(6, frame.kind());
        span.fixed64(7, frame.start());
        span.fixed64(8, frame.end());
        for (SpanProperty property : usual) {
            if (!isReplaced(property.key())) {
                put(property.key(), facts.of(property));
            }
        }
        for (SpanAttribute attribute : tracing.attributes()) {
            put(attribute.name(), value(attribute.source(), facts));
        }
        if (frame.failed()) {
            span.message(15, new ProtoWriter().number(3, ERROR));
        }
        span.fixed32(16, 1 | HAS_IS_REMOTE | (frame.remote() ? IS_REMOTE : 0));
        return span.toBytes();
    }

    private boolean isReplaced(String key) {
        for (int i = 0; i < tracing.attributes().size(); i++) {
            if (tracing.attributes().get(i).name().equals(key)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object value(SpanAttribute.Source source, SpanFacts facts) {
        return switch (source) {
            case SpanAttribute.Source.Literal(String value) -> value;
            case SpanAttribute.Source.Property(SpanProperty property) -> facts.of(property);
            case SpanAttribute.Source.RequestHeader(String name) ->
                orNull(facts.requestHeaders().getAll(name));
            case SpanAttribute.Source.ResponseHeader(String name) -> orNull(responseHeader(facts, name));
            case SpanAttribute.Source.Header(String name) -> {
                List<String> values = facts.requestHeaders().getAll(name);
                if (values.isEmpty()) {
                    values = responseHeader(facts, name);
                }
                yield values.isEmpty() ? null : String.join(", ", values);
            }
        };
    }

    private static List<String> responseHeader(SpanFacts facts, String name) {
        var headers = facts.responseHeaders();
        return headers == null ? List.of() : headers.getAll(name);
    }

    private static @Nullable List<String> orNull(List<String> values) {
        return values.isEmpty() ? null : values;
    }

    private void put(String key, @Nullable Object value) {
        if (value != null) {
            span.message(9, attribute(key, value));
        }
    }

    /** A {@code KeyValue}. */
    static ProtoWriter attribute(String key, Object value) {
        return new ProtoWriter().text(1, key).message(2, any(value));
    }

    private static ProtoWriter any(Object value) {
        return switch (value) {
            case Number number -> new ProtoWriter().present(3, number.longValue());
            case List<?> several -> {
                ProtoWriter array = new ProtoWriter();
                several.forEach(each -> array.message(1, any(each)));
                yield new ProtoWriter().message(5, array);
            }
            default -> new ProtoWriter().present(1, cut(value.toString()));
        };
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
    }

    private static byte[] id(long span) {
        return ByteBuffer.allocate(8).putLong(span).array();
    }
}
