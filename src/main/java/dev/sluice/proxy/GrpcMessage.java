package dev.sluice.proxy;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A message alone in the body of a unary call (gRPC over HTTP/2, "Length-Prefixed-Message"). */
final class GrpcMessage {
    private static final int PREFIX_BYTES = 5;

    private GrpcMessage() {}

    static Buffer framed(byte[] message) {
        return Buffer.buffer(PREFIX_BYTES + message.length)
                .appendByte((byte) 0)
                .appendInt(message.length)
                .appendBytes(message);
    }

    /** Returns null unless it is one message, and whole. */
    static byte @Nullable [] unframed(@Nullable Buffer body) {
        return body == null
                        || body.length() < PREFIX_BYTES
                        || body.getByte(0) != 0
                        || body.getInt(1) != body.length() - PREFIX_BYTES
                ? null
                : body.getBytes(PREFIX_BYTES, body.length());
    }

    /** The status of a call, which stands in the trailers or, if that is all there is, in the head; null for none. */
    static @Nullable String status(Headers head, @Nullable Headers trailers) {
        String status = trailers == null ? null : trailers.get("grpc-status");
        return status == null ? head.get("grpc-status") : status;
    }
}
