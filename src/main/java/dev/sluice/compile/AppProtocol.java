package dev.sluice.compile;

import dev.sluice.routing.Backend.Protocol;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code Service.spec.ports[].appProtocol} asks for (KEP-3726 and the names in common use). */
final class AppProtocol {
    static final String SUPPORTED =
            "http, kubernetes.io/h2c and kubernetes.io/ws, and with a BackendTLSPolicy also https"
                    + " and kubernetes.io/wss";

    private AppProtocol() {}

    /** The protocol to speak for gRPC, which needs HTTP/2, or null if it is not supported. */
    static @Nullable Protocol ofGrpc(@Nullable String appProtocol, boolean tls) {
        return switch (of(appProtocol, tls)) {
            case HTTP1, H2C -> Protocol.H2C;
            case WEBSOCKET, TCP, UDP -> null;
            case null -> null;
        };
    }

    /**
     * The protocol to speak, or null if it is not supported.
     *
     * @param tls whether it is spoken in TLS: that a port asks for TLS alone does not say how to verify it
     */
    static @Nullable Protocol of(@Nullable String appProtocol, boolean tls) {
        return switch (appProtocol == null ? "" : appProtocol.toLowerCase(Locale.ROOT)) {
            case "", "http", "tcp" -> Protocol.HTTP1;
            case "kubernetes.io/h2c", "h2c", "http2", "grpc" -> Protocol.H2C;
            case "kubernetes.io/ws", "ws" -> Protocol.WEBSOCKET;
            case "https" -> tls ? Protocol.HTTP1 : null;
            case "kubernetes.io/wss", "wss" -> tls ? Protocol.WEBSOCKET : null;
            default -> null;
        };
    }
}
