package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a request for a mirror. The request itself never waits for it: a copy whose backend is too slow, or fails,
 * is dropped, and its response goes by.
 */
final class MirroredRequest implements UpstreamTry.Owner {
    private final Worker worker;
    private final Backend.Service backend;
    private final UpstreamTls tls;
    private final UpstreamRequest head;
    private final boolean hasBody;
    private final boolean chunked;
    private final ArrayDeque<Buffer> early = new ArrayDeque<>();
    private @Nullable UpstreamTry attempt;
    private @Nullable UpstreamStream stream;
    private @Nullable ScheduledFuture<?> limit;
    /** Bytes that are here and not yet written to the backend. */
    private int waiting;

    private boolean bodyEnded;
    private boolean over;

    /** @param original as the backend of the request itself gets it */
    private MirroredRequest(
            Worker worker, Backend.Service backend, UpstreamTls tls, UpstreamRequest original, RequestBody body) {
        this.worker = worker;
        this.backend = backend;
        this.tls = tls;
        this.hasBody = body.exists();
        this.chunked = body.isChunked();
        this.bodyEnded = !hasBody;
        this.head = new UpstreamRequest(
                original.method(),
                original.target(),
                original.authority(),
                headers(original.headers(), backend.protocol().isHttp2()));
    }

    private static Headers headers(Headers original, boolean http2) {
        Headers copy = new Headers();
        for (int i = 0; i < original.size(); i++) {
            if (!HopByHop.is(original.nameAt(i).toString())) {
                copy.append(original.nameAt(i), original.valueAt(i));
            }
        }
        if (http2 && original.contains("te")) {
            copy.set("te", "trailers");
        }
        return copy;
    }

    /**
     * Sends copies of a request, whose body follows.
     *
     * @param original as the backend of the request itself gets it
     */
    static List<MirroredRequest> start(
            Worker worker, List<Backend.Service> mirrors, ServedPort port, UpstreamRequest original, RequestBody body) {
        List<MirroredRequest> copies = new ArrayList<>(mirrors.size());
        for (Backend.Service mirror : mirrors) {
            MirroredRequest copy = new MirroredRequest(worker, mirror, port.tlsOf(mirror), original, body);
            copies.add(copy);
            try {
                copy.start();
            } catch (RuntimeException bug) {
                copy.bug(bug);
            }
        }
        return copies;
    }

    /** Sends the copy, unless there are too many already. */
    private void start() {
        if (!worker.mirrors().begin()) {
            over = true;
            worker.observer().mirrorDropped(backend.endpoints());
            return;
        }
        Endpoint[] ready = worker.endpoints().of(backend.endpoints());
        Endpoint endpoint = worker.choice().choose(ready, backend.protocol(), tls, Set.of());
        if (endpoint == null || tls instanceof UpstreamTls.Unusable) {
            drop();
            return;
        }
        if (bodyEnded) {
            limitAnswer();
        }
        UpstreamTry only =
                new UpstreamTry(worker, this, endpoint, worker.pools().of(endpoint, backend.protocol(), tls));
        attempt = only;
        only.begin(false, System.nanoTime());
    }

    /** A piece of the body has come. */
    void chunk(Buffer chunk) {
        if (over) {
            return;
        }
        int length = chunk.length();
        if (waiting + length > worker.settings().buffers().body()
                || !worker.bodyBudget().take(length)) {
            drop();
            return;
        }
        waiting += length;
        if (stream == null) {
            early.add(chunk);
        } else {
            write(stream, chunk);
        }
    }

    private void write(UpstreamStream to, Buffer chunk) {
        to.write(chunk.getByteBuf());
    }

    @Override
    public void written(int bytes) {
        forget(bytes);
    }

    private void forget(int length) {
        waiting -= length;
        worker.bodyBudget().giveBack(length);
    }

    /** The body is whole. */
    void end() {
        if (over || bodyEnded) {
            return;
        }
        bodyEnded = true;
        limitAnswer();
        if (stream != null) {
            stream.end();
        }
    }

    /** The request itself is over: a copy that lacks a part of the body is of no use. */
    void abandon() {
        if (!bodyEnded) {
            drop();
        }
    }

    private void limitAnswer() {
        limit = worker.schedule(this::drop, worker.settings().mirrors().answer().toMillis(), this::bug);
    }

    @Override
    public void writeHead(UpstreamTry from, UpstreamStream opened) {
        stream = opened;
        opened.writeHead(head, chunked, !hasBody, false);
    }

    @Override
    public void piece(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void end(UpstreamTry from, @Nullable Headers trailers) {
        finish();
    }

    @Override
    public void writeBody(UpstreamTry from, UpstreamStream opened) {
        while (!early.isEmpty() && !over) {
            write(opened, early.remove());
        }
        if (hasBody && bodyEnded && !over) {
            opened.end();
        }
    }

    @Override
    public void responded(UpstreamTry from, UpstreamResponse response) {
        if (response.status() == 101) {
            drop();
        }
    }

    @Override
    public void unavailable(UpstreamTry from, ProxyError error) {
        drop();
    }

    @Override
    public void lost(UpstreamTry from, Throwable cause, boolean unsent) {
        drop();
    }

    @Override
    public void bug(RuntimeException thrown) {
        worker.observer().bug(thrown);
        drop();
    }

    private void drop() {
        if (!over) {
            worker.observer().mirrorDropped(backend.endpoints());
            if (attempt != null) {
                attempt.abort();
            }
            settle();
        }
    }

    /** The response is over; if the backend did not wait for the body, that is its choice. */
    private void finish() {
        if (!over) {
            if (bodyEnded) {
                if (attempt != null) {
                    attempt.handOver();
                }
            } else if (attempt != null) {
                attempt.abort();
            }
            settle();
        }
    }

    private void settle() {
        over = true;
        worker.mirrors().end();
        worker.bodyBudget().giveBack(waiting);
        waiting = 0;
        early.clear();
        if (limit != null) {
            limit.cancel(false);
        }
    }
}
