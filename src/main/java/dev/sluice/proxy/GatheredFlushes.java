package dev.sluice.proxy;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * Sends in one write what the streams of an HTTP/2 connection have to say in one turn of the loop. Vert.x sends each
 * frame alone unless it answers what that connection itself has just read, and here most answer what another has.
 */
final class GatheredFlushes {
    /** After so many flushes the bytes go, even if the turn lasts. */
    private static final int MOST = 256;

    private GatheredFlushes() {}

    /** Sets it up if the connection is one of HTTP/2. */
    static void on(ChannelPipeline pipeline) {
        var http2 = pipeline.context(Http2ConnectionHandler.class);
        if (http2 != null) {
            pipeline.addBefore(http2.name(), "flushes", new FlushConsolidationHandler(MOST, true));
        }
    }
}
