package dev.sluice.proxy;

import dev.sluice.proxy.ProxyError.Downstream;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** Why the decoder did not accept a request. */
final class DecoderFailures {
    private DecoderFailures() {}

    static ProxyError of(Throwable cause) {
        return switch (cause) {
            case RefusedRequest refused -> refused.error();
            case TooLongHttpHeaderException _ -> Downstream.HEADERS_TOO_LARGE;
            case TooLongHttpLineException _ -> Downstream.URI_TOO_LONG;
            default -> Downstream.MALFORMED;
        };
    }
}
