package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientStream;
import io.vertx.core.http.impl.HttpResponseHead;

/** Passes a response on as it comes, with back-pressure, interim responses and trailers. */
final class ResponseRelay implements ResponseBodies.Taker {
    private final Worker worker;
    private final Exchange exchange;
    private final UpstreamCall call;
    private final HttpClientStream stream;
    private final UpstreamConnection connection;
    private final HttpMethod method;
    private final DownstreamResponse response;
    private boolean begun;
    private boolean draining;
    private boolean retired;
    private long expected = -1;

    ResponseRelay(
            Worker worker,
            Exchange exchange,
            UpstreamCall call,
            HttpClientStream stream,
            UpstreamConnection connection,
            HttpMethod method) {
        this.worker = worker;
        this.exchange = exchange;
        this.call = call;
        this.stream = stream;
        this.connection = connection;
        this.method = method;
        this.response = exchange.response();
    }

    /** Whether something of the response has come. */
    boolean begun() {
        return begun;
    }

    /** Nobody wants the response any more. */
    void retire() {
        retired = true;
    }

    private boolean isOver() {
        return retired || exchange.isOver();
    }

    void listen() {
        stream.chunkHandler(this::chunk);
        stream.endHandler(this::end);
        stream.continueHandler(_ -> {
            if (!isOver() && !begun) {
                begun = true;
                exchange.interim(null);
            }
        });
        stream.earlyHintsHandler(hints -> {
            if (!isOver()) {
                exchange.interim(hints);
            }
        });
    }

    void head(HttpResponseHead head, ResponseChanges changes) {
        begun = true;
        exchange.moved();
        response.status(head.statusCode, head.statusMessage);
        worker.responseForwarding().copy(head.headers, response.headers(), head.version);
        changes.apply(response.headers());
        exchange.closeIfDraining();
        if (mayHaveBody(head.statusCode)) {
            String length = head.version == HttpVersion.HTTP_2 ? null : head.headers.get("content-length");
            expected = length == null ? -1 : Long.parseLong(length.trim());
            response.frameBody();
            if (expected != 0) {
                // Written together with what is read along with it; alone only if nothing is.
                worker.context().nettyEventLoop().execute(this::flushHead);
                if (response.passesBytes()) {
                    connection.passBody(this);
                }
            }
        }
    }

    private boolean mayHaveBody(int status) {
        return method != HttpMethod.HEAD && status != 204 && status != 304;
    }

    private void flushHead() {
        if (!isOver()) {
            response.flushHead();
        }
    }

    private void chunk(Buffer chunk) {
        if (isOver()) {
            return;
        }
        exchange.moved();
        if (expected >= 0 && response.bytes() + chunk.length() == expected) {
            response.end(chunk);
            call.completed();
            return;
        }
        response.write(chunk);
        if (response.full()) {
            stream.doPause();
            if (!draining) {
                draining = true;
                response.onDrain(_ -> {
                    exchange.moved();
                    stream.doFetch(Long.MAX_VALUE);
                });
            }
        }
    }

    @Override
    public void piece(ByteBuf bytes) {
        if (isOver()) {
            bytes.release();
            return;
        }
        exchange.moved();
        if (response.pass(bytes)) {
            connection.channel().config().setAutoRead(false);
            response.onDrain(_ -> {
                exchange.moved();
                connection.channel().config().setAutoRead(true);
            });
        }
    }

    @Override
    public void rest() {
        if (!isOver()) {
            response.flushPassed();
        }
    }

    private void end(MultiMap trailers) {
        if (isOver()) {
            return;
        }
        if (!HeaderValues.areValid(trailers)) {
            exchange.fail(ProxyError.Upstream.BAD_RESPONSE);
            return;
        }
        response.end(trailers);
        call.completed();
    }
}
