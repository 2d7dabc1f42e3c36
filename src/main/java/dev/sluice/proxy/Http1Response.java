package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** A response in HTTP/1. */
final class Http1Response extends DownstreamResponse {
    private final Http1Downstream connection;
    private final Channel channel;
    private @Nullable Headers headers;
    private final boolean head;
    private final HttpVersion version;
    private boolean kept;
    private int status = 200;
    private @Nullable String reason;
    private boolean chunked;
    private boolean headWritten;
    private boolean ended;
    private @Nullable Runnable gone;
    private @Nullable Runnable drained;

    /** @param kept whether the client wants the connection to be kept */
    Http1Response(Http1Downstream connection, HttpMethod method, HttpVersion version, boolean kept) {
        super(method);
        this.connection = connection;
        this.channel = connection.channel();
        this.head = method == HttpMethod.HEAD;
        this.version = version;
        this.kept = kept;
    }

    @Override
    Headers headers() {
        Headers known = headers;
        if (known == null) {
            known = new Headers();
            headers = known;
        }
        return known;
    }

    @Override
    void headers(Headers added) {
        Headers before = headers;
        for (int i = 0; before != null && i < before.size(); i++) {
            added.append(before.nameAt(i), before.valueAt(i));
        }
        headers = added;
    }

    @Override
    void onGone(Runnable told) {
        gone = told;
    }

    void gone() {
        if (gone != null) {
            gone.run();
        }
    }

    @Override
    void interim(@Nullable Headers hints) {
        Headers fields = new Headers();
        if (hints != null) {
            ResponseForwarding.copyTrailers(hints, fields);
        }
        channel.writeAndFlush(
                connection
                        .writer()
                        .statusLine(version, hints == null ? 100 : 103, null)
                        .fields(channel.alloc(), fields, false, 0),
                channel.voidPromise());
    }

    @Override
    int status() {
        return headWritten ? status : 0;
    }

    @Override
    boolean headWritten() {
        return headWritten;
    }

    @Override
    boolean ended() {
        return ended;
    }

    @Override
    void closeAfter() {
        kept = false;
    }

    boolean isKept() {
        return kept;
    }

    @Override
    void status(int code, @Nullable String words) {
        status = code;
        reason = words;
    }

    @Override
    void frameBody() {
        if (headers().contains("content-length")) {
            return;
        }
        if (version == HttpVersion.HTTP_1_0) {
            closeAfter();
        } else {
            chunked = true;
        }
    }

    private ByteBuf head(int room) {
        headWritten = true;
        Headers written = headers();
        if (status != 101) {
            if (!kept) {
                written.set("connection", "close");
            } else if (version == HttpVersion.HTTP_1_0) {
                written.set("connection", "keep-alive");
            }
        }
        return connection.writer().statusLine(version, status, reason).fields(channel.alloc(), written, chunked, room);
    }

    @Override
    boolean write(ByteBuf piece) {
        count(piece);
        if (!headWritten) {
            channel.write(head(0), channel.voidPromise());
        }
        writePiece(piece);
        if (!channel.isWritable()) {
            channel.flush();
        }
        return !channel.isWritable();
    }

    private void writePiece(ByteBuf piece) {
        if (!chunked) {
            channel.write(piece, channel.voidPromise());
            return;
        }
        channel.write(connection.writer().chunkSize(channel.alloc(), piece.readableBytes()), channel.voidPromise());
        channel.write(piece, channel.voidPromise());
        channel.write(Http1Writer.chunkEnd(channel.alloc()), channel.voidPromise());
    }

    @Override
    void flush() {
        if (!headWritten && !ended) {
            channel.write(head(0), channel.voidPromise());
        }
        channel.flush();
    }

    @Override
    void onDrain(Runnable told) {
        drained = told;
    }

    /** The client takes more again. */
    void drained() {
        Runnable told = drained;
        drained = null;
        if (told != null) {
            told.run();
        }
    }

    @Override
    void endWith(ByteBuf last) {
        if (headWritten || chunked || last.readableBytes() > Http1Writer.MOST_BESIDE_HEAD) {
            write(last);
        } else {
            count(last);
            ByteBuf whole = head(last.readableBytes()).writeBytes(last);
            last.release();
            channel.writeAndFlush(whole, channel.voidPromise());
            finish();
            return;
        }
        end(null);
    }

    @Override
    void end(@Nullable Headers trailers) {
        if (!headWritten) {
            boolean bodiless = head || status == 204 || status == 304;
            if (!bodiless && !chunked && !headers().contains("content-length")) {
                headers().append("content-length", "0");
            }
            channel.write(head(0), channel.voidPromise());
        }
        if (chunked) {
            channel.write(connection.writer().chunksEnd(channel.alloc(), permitted(trailers)), channel.voidPromise());
        }
        channel.flush();
        finish();
    }

    private void finish() {
        ended = true;
        connection.answered();
    }

    private static @Nullable Headers permitted(@Nullable Headers trailers) {
        if (trailers == null) {
            return null;
        }
        Headers permitted = new Headers();
        ResponseForwarding.copyTrailers(trailers, permitted);
        return permitted;
    }

    @Override
    void cut() {
        ended = true;
        closeWhenWritten();
    }

    void closeWhenWritten() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
}
