package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

/** What a proxy knows of a request under the names of OpenTelemetry's semantic conventions for HTTP and RPC. */
public enum SpanProperty {
    CLIENT_ADDRESS("client.address"),
    ERROR_TYPE("error.type"),
    REQUEST_METHOD("http.request.method"),
    REQUEST_METHOD_ORIGINAL("http.request.method_original"),
    RESEND_COUNT("http.request.resend_count"),
    RESPONSE_BODY_SIZE("http.response.body.size"),
    RESPONSE_STATUS_CODE("http.response.status_code"),
    ROUTE("http.route"),
    PEER_ADDRESS("network.peer.address"),
    PEER_PORT("network.peer.port"),
    PROTOCOL_NAME("network.protocol.name"),
    PROTOCOL_VERSION("network.protocol.version"),
    GRPC_STATUS_CODE("rpc.grpc.status_code"),
    RPC_METHOD("rpc.method"),
    RPC_SERVICE("rpc.service"),
    RPC_SYSTEM("rpc.system"),
    SERVER_ADDRESS("server.address"),
    SERVER_PORT("server.port"),
    URL_FULL("url.full"),
    URL_PATH("url.path"),
    URL_QUERY("url.query"),
    URL_SCHEME("url.scheme"),
    USER_AGENT("user_agent.original");

    private static final String REQUEST_HEADER = "http.request.header.";
    private static final String RESPONSE_HEADER = "http.response.header.";

    private final String key;

    SpanProperty(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }

    /** What an attribute of OpenTelemetry is taken from, or null if a proxy does not know it. */
    public static SpanAttribute.@Nullable Source source(String key) {
        if (key.startsWith(REQUEST_HEADER) && key.length() > REQUEST_HEADER.length()) {
            return new SpanAttribute.Source.RequestHeader(key.substring(REQUEST_HEADER.length()));
        }
        if (key.startsWith(RESPONSE_HEADER) && key.length() > RESPONSE_HEADER.length()) {
            return new SpanAttribute.Source.ResponseHeader(key.substring(RESPONSE_HEADER.length()));
        }
        for (SpanProperty property : values()) {
            if (property.key.equals(key)) {
                return new SpanAttribute.Source.Property(property);
            }
        }
        return null;
    }
}
