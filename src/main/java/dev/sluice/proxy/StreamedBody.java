package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.impl.VertxHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A body on its way as it comes, to the backend with back-pressure, and to mirrors without. */
final class StreamedBody implements RequestBody, DownstreamRequest.Reader {
    private final Exchange exchange;
    private final DownstreamRequest request;
    private final boolean chunked;
    private final int leastRate;
    private List<MirroredRequest> mirrors = List.of();
    private @Nullable KeptBody kept;
    private @Nullable UpstreamStream target;
    private @Nullable Runnable collected;
    private boolean listening;
    private boolean ended;
    private boolean stopped;
    private long received;
    /** How long the client could have sent, up to the last pause; not while the backend was what it waited for. */
    private long openNanos;
    /** Since when it can send, or 0 while paused. */
    private long openSince;

    /** @param leastRate bytes a second that the client has to send, 0 for any */
    StreamedBody(Exchange exchange, int leastRate) {
        this.leastRate = leastRate;
        this.exchange = exchange;
        this.request = exchange.request();
        this.chunked = !request.headers().contains("content-length");
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public boolean isChunked() {
        return chunked;
    }

    @Override
    public boolean isComplete() {
        return ended;
    }

    @Override
    public void copyTo(List<MirroredRequest> copies) {
        mirrors = copies;
        if (kept != null) {
            for (int i = 0; i < copies.size(); i++) {
                kept.copyTo(copies.get(i));
            }
        }
        if (ended) {
            for (int i = 0; i < copies.size(); i++) {
                copies.get(i).end();
            }
        }
    }

    @Override
    public void collect(KeptBody keeper, Runnable done) {
        kept = keeper;
        collected = done;
        listen();
        open();
    }

    private void collected() {
        Runnable done = collected;
        collected = null;
        hold();
        if (done != null) {
            done.run();
        }
    }

    @Override
    public void keep(KeptBody keeper) {
        if (kept == null) {
            kept = keeper;
        }
    }

    @Override
    public long length() {
        return received;
    }

    @Override
    public boolean canRepeat() {
        return kept != null && kept.isWhole();
    }

    @Override
    public void forget() {
        if (kept != null) {
            kept.drop();
        }
    }

    @Override
    public void hold() {
        target = null;
        if (!ended) {
            close();
            request.pause();
        }
    }

    @Override
    public boolean awaitsClient() {
        return !ended && openSince != 0;
    }

    @Override
    public void pumpTo(UpstreamStream stream) {
        target = stream;
        if (kept != null) {
            kept.sendTo(stream);
        }
        if (ended) {
            stream.end();
            return;
        }
        listen();
        open();
    }

    @Override
    public void drained() {
        if (target != null && !stopped && !ended) {
            open();
        }
    }

    private void listen() {
        if (!listening) {
            listening = true;
            request.readBy(this);
        }
    }

    private void open() {
        openSince = openSince == 0 ? System.nanoTime() : openSince;
        request.resume();
    }

    private void close() {
        openNanos += openSince == 0 ? 0 : System.nanoTime() - openSince;
        openSince = 0;
    }

    @Override
    public boolean isTooSlow(long now, long grace) {
        if (leastRate == 0 || ended || stopped) {
            return false;
        }
        long open = openNanos + (openSince == 0 ? 0 : now - openSince);
        return open > grace && received < leastRate * TimeUnit.NANOSECONDS.toSeconds(open - grace);
    }

    @Override
    public void piece(ByteBuf bytes) {
        if (stopped) {
            bytes.release();
            return;
        }
        exchange.moved();
        received += bytes.readableBytes();
        ByteBuf piece = mirrors.isEmpty() && kept == null ? bytes : shared(bytes);
        UpstreamStream stream = target;
        if (stream == null) {
            piece.release();
        } else {
            stream.write(piece);
            if (stream.isFull()) {
                close();
                request.pause();
            }
        }
    }

    /** Gives a copy, which nobody has to release, to all who want one. */
    private ByteBuf shared(ByteBuf bytes) {
        Buffer chunk = Buffer.buffer(VertxHandler.safeBuffer(bytes));
        for (int i = 0; i < mirrors.size(); i++) {
            mirrors.get(i).chunk(chunk);
        }
        if (kept != null) {
            kept.add(chunk);
            if (collected != null && !kept.isWhole()) {
                collected();
            }
        }
        return chunk.getByteBuf();
    }

    @Override
    public void end() {
        ended = true;
        if (stopped) {
            return;
        }
        if (collected != null) {
            collected();
            return;
        }
        for (int i = 0; i < mirrors.size(); i++) {
            mirrors.get(i).end();
        }
        if (target != null) {
            target.end();
        }
    }

    @Override
    public boolean stop() {
        if (stopped) {
            return false;
        }
        stopped = true;
        forget();
        for (int i = 0; i < mirrors.size(); i++) {
            mirrors.get(i).abandon();
        }
        if (ended) {
            return false;
        }
        ended = true;
        request.discard();
        return true;
    }
}
