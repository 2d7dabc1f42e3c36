package dev.sluice.routing;

import java.util.List;

/**
 * Who gets spans, by OTLP (OpenTelemetry protocol specification).
 *
 * @param encoding how they are sent
 * @param headers what goes with each export, names in lower case
 * @param serviceName the {@code service.name} that they are sent under
 */
public record SpanCollector(
        Backend.Service backend, Encoding encoding, List<HeaderChanges.Header> headers, String serviceName) {
    public SpanCollector {
        headers = List.copyOf(headers);
    }

    /** What OTLP calls its transports. */
    public enum Encoding {
        GRPC("OTLP/gRPC"),
        /** Protocol Buffers in the bodies of HTTP requests. */
        HTTP("OTLP/HTTP");

        private final String text;

        Encoding(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
