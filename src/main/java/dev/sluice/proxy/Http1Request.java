package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A request in HTTP/1, of a connection that carries one after the other. */
final class Http1Request implements DownstreamRequest {
    private final Http1Downstream connection;
    private final HttpRequest request;
    private final Headers headers;
    private final HttpMethod method;
    private final HttpVersion version;
    private final boolean hasBody;
    private final Http1Response response;
    /** What nobody has read yet; null until there is something. */
    private @Nullable ArrayDeque<ByteBuf> held;

    private @Nullable Reader reader;
    private boolean paused;
    private boolean discards;
    /** Whether its end has come. */
    private boolean complete;

    /** Whether nothing more of it will be read. */
    private boolean ended;

    Http1Request(Http1Downstream connection, HttpRequest request) {
        this.connection = connection;
        this.request = request;
        this.headers = (Headers) request.headers();
        this.method = HttpMethod.fromNetty(request.method());
        this.version = request.protocolVersion().minorVersion() == 0 ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
        this.hasBody = hasBody(headers);
        this.response = new Http1Response(connection, method, version, isKept());
    }

    private static boolean hasBody(Headers headers) {
        String length = headers.get("content-length");
        return length == null ? headers.contains("transfer-encoding") : !length.equals("0");
    }

    /** RFC 9112, section 9.3. */
    private boolean isKept() {
        return version == HttpVersion.HTTP_1_1
                ? !HopByHop.closes(headers)
                : headers.contains("connection", "keep-alive", true);
    }

    @Override
    public HttpMethod method() {
        return method;
    }

    @Override
    public String target() {
        return request.uri();
    }

    @Override
    public HttpVersion version() {
        return version;
    }

    @Override
    public @Nullable String authority() {
        return headers.get("host");
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public boolean hasBody() {
        return hasBody;
    }

    /** A part of the body has come. */
    void received(HttpContent content) {
        complete |= content instanceof LastHttpContent;
        ByteBuf bytes = content.content();
        if (discards || !bytes.isReadable()) {
            content.release();
        } else if (reader != null && !paused && held == null) {
            reader.piece(bytes);
        } else {
            held = held == null ? new ArrayDeque<>() : held;
            held.add(bytes);
            connection.readsOn();
        }
        endIfRead();
    }

    private void endIfRead() {
        if (complete && !ended && held == null && (discards || !hasBody || (reader != null && !paused))) {
            ended = true;
            if (reader != null && !discards) {
                reader.end();
            }
        }
    }

    private void readHeld() {
        ArrayDeque<ByteBuf> waiting = held;
        while (waiting != null && reader != null && !paused && !discards && !waiting.isEmpty()) {
            reader.piece(waiting.remove());
        }
        if (waiting != null && waiting.isEmpty()) {
            held = null;
        }
        endIfRead();
        connection.readsOn();
    }

    /** Whether the whole of it has come from the client. */
    boolean isComplete() {
        return complete;
    }

    /** Whether the client has to wait. */
    boolean holdsBack() {
        return held != null && !discards;
    }

    @Override
    public void readBy(Reader by) {
        reader = by;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        readHeld();
    }

    @Override
    public void discard() {
        discards = true;
        if (held != null) {
            held.forEach(ByteBuf::release);
            held = null;
        }
        endIfRead();
        connection.readsOn();
    }

    @Override
    public Http1Response response() {
        return response;
    }

    @Override
    public void upgrade(ChannelHandler bytes) {
        response.status(101, null);
        response.flush();
        connection.upgrade(bytes);
    }
}
