package dev.sluice.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Keeps octets beyond ASCII in header values as they are (obs-text, RFC 9110, section 5.5). Netty reads each as one char
 * but would write a question mark for it, unless it is given bytes. Vert.x makes strings of the headers of a request, so
 * they are made bytes again in the pipeline, of the connections that need it.
 */
final class RawHeaders extends ChannelOutboundHandlerAdapter {
    private static final String NAME = "rawHeaders";

    /** The value, as bytes if it must be. */
    static CharSequence preserve(String value) {
        return beyondAscii(value) ? new AsciiString(value, StandardCharsets.ISO_8859_1) : value;
    }

    static boolean needed(MultiMap headers) {
        for (Map.Entry<String, String> header : headers) {
            if (beyondAscii(header.getValue())) {
                return true;
            }
        }
        return false;
    }

    static void install(Channel channel) {
        if (channel.pipeline().get(NAME) == null) {
            channel.pipeline().addBefore("handler", NAME, new RawHeaders());
        }
    }

    private static boolean beyondAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0x7f) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof HttpRequest request) {
            replace(request);
        }
        ctx.write(msg, promise);
    }

    private static void replace(HttpRequest request) {
        List<Map.Entry<String, String>> entries = request.headers().entries();
        request.headers().clear();
        for (Map.Entry<String, String> header : entries) {
            request.headers().add(header.getKey(), preserve(header.getValue()));
        }
    }
}
