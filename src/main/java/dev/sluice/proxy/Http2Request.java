package dev.sluice.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request in HTTP/2, which Vert.x speaks. */
final class Http2Request implements DownstreamRequest {
    private final HttpServerRequest request;
    private final Channel channel;
    private final Headers headers = new Headers();
    private final Http2Response response;
    private final boolean hasBody;

    Http2Request(HttpServerRequest request, DownstreamConnection connection) {
        this.request = request;
        this.channel = connection.channel();
        this.response = new Http2Response(request);
        this.hasBody = hasBody(request, channel);
        for (Map.Entry<String, String> header : request.headers()) {
            if (!header.getKey().startsWith(":")) {
                headers.append(header.getKey(), header.getValue());
            }
        }
    }

    /** Vert.x has not yet seen the end of the stream when it hands over the request; Netty has. */
    private static boolean hasBody(HttpServerRequest request, Channel channel) {
        Http2ConnectionHandler handler = channel.pipeline().get(Http2ConnectionHandler.class);
        Http2Stream stream = handler.connection().stream(request.streamId());
        return stream != null && stream.state().remoteSideOpen();
    }

    @Override
    public HttpMethod method() {
        return request.method();
    }

    @Override
    public String target() {
        return request.uri();
    }

    @Override
    public HttpVersion version() {
        return HttpVersion.HTTP_2;
    }

    @Override
    public @Nullable String authority() {
        return request.host();
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public boolean hasBody() {
        return hasBody;
    }

    @Override
    public void readBy(Reader reader) {
        request.handler(chunk -> reader.piece(chunk.getByteBuf()));
        request.endHandler(_ -> reader.end());
    }

    @Override
    public void pause() {
        request.pause();
    }

    @Override
    public void resume() {
        request.resume();
    }

    @Override
    public void discard() {
        if (!request.isEnded()) {
            request.handler(_ -> {});
            if (hasBody) {
                request.endHandler(_ -> noteEnd());
            }
            request.resume();
        }
    }

    /**
     * Says something to a client whose upload has ended after its answer. curl 7.88, for one, notes that both are over
     * only with the next frame that it reads, and waits for that until its own time is up.
     */
    private void noteEnd() {
        if (response.ended()) {
            ChannelHandlerContext http2 = channel.pipeline().context(Http2ConnectionHandler.class);
            // Not by Vert.x, which keeps a note of each until the client has answered it.
            ((Http2ConnectionHandler) http2.handler()).encoder().writePing(http2, false, 0, http2.newPromise());
            http2.flush();
        }
    }

    @Override
    public DownstreamResponse response() {
        return response;
    }

    @Override
    public void upgrade(ChannelHandler bytes) {
        throw new UnsupportedOperationException("HTTP/2 has no upgrades");
    }
}
