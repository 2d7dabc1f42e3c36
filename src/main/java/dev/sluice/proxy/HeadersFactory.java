package dev.sluice.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;

/** Gives Netty our headers. */
final class HeadersFactory implements HttpHeadersFactory {
    static final HeadersFactory INSTANCE = new HeadersFactory();

    private HeadersFactory() {}

    @Override
    public HttpHeaders newHeaders() {
        return new Headers();
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
        return new Headers();
    }
}
