package dev.sluice.compile;

import dev.sluice.routing.Backend.Protocol;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code Service.spec.ports[].appProtocol} asks for (KEP-3726 and the names in common use). */
final class AppProtocol {
    static final String SUPPORTED = "http, kubernetes.io/h2c and kubernetes.io/ws";

    private AppProtocol() {}

    /** The protocol to speak for gRPC, which needs HTTP/2, or null if it is not supported. */
    static @Nullable Protocol ofGrpc(@Nullable String appProtocol) {
        return switch (of(appProtocol)) {
            case HTTP1, H2C -> Protocol.H2C;
            case WEBSOCKET -> null;
            case null -> null;
        };
    }

    /** The protocol to speak, or null if it is not supported. */
    static @Nullable Protocol of(@Nullable String appProtocol) {
        return switch (appProtocol == null ? "" : appProtocol.toLowerCase(Locale.ROOT)) {
            case "", "http", "tcp" -> Protocol.HTTP1;
            case "kubernetes.io/h2c", "h2c", "http2", "grpc" -> Protocol.H2C;
            case "kubernetes.io/ws", "ws" -> Protocol.WEBSOCKET;
            default -> null;
        };
    }
}
