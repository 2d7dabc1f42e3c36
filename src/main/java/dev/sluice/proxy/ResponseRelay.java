package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Passes a response on as it comes, with back-pressure, interim responses and trailers. */
final class ResponseRelay {
    private final Worker worker;
    private final Exchange exchange;
    private final UpstreamCall call;
    private final UpstreamStream stream;
    private final HttpMethod method;
    private final DownstreamResponse response;
    private boolean begun;
    private long expected = -1;

    ResponseRelay(Worker worker, Exchange exchange, UpstreamCall call, UpstreamStream stream, HttpMethod method) {
        this.worker = worker;
        this.exchange = exchange;
        this.call = call;
        this.stream = stream;
        this.method = method;
        this.response = exchange.response();
    }

    /** Whether something of the response has come. */
    boolean begun() {
        return begun;
    }

    /** A 100 has come. */
    void continues() {
        if (!exchange.isOver() && !begun) {
            begun = true;
            exchange.interim(null);
        }
    }

    void head(UpstreamResponse head, ResponseChanges changes) {
        begun = true;
        exchange.moved();
        response.status(head.status(), head.reason());
        String length =
                head.version() == HttpVersion.HTTP_2 ? null : head.headers().get("content-length");
        worker.responseForwarding().pass(head, response);
        if (head.status() == 204) {
            // RFC 9110, section 8.6; who believes it waits for a body.
            response.headers().remove("content-length");
        }
        changes.apply(response.headers());
        exchange.closeIfDraining();
        if (mayHaveBody(head.status())) {
            expected = length == null ? -1 : Long.parseLong(length.trim());
            response.frameBody();
        }
    }

    private boolean mayHaveBody(int status) {
        return method != HttpMethod.HEAD && status != 204 && status != 304;
    }

    void piece(ByteBuf bytes) {
        if (exchange.isOver()) {
            bytes.release();
            return;
        }
        exchange.moved();
        if (expected >= 0 && response.bytes() + bytes.readableBytes() == expected) {
            response.endWith(bytes);
            call.completed();
        } else if (response.write(bytes)) {
            stream.pause();
            response.onDrain(this::drained);
        }
    }

    private void drained() {
        exchange.moved();
        stream.resume();
    }

    /** Nothing more has come for now: sends what has. */
    void rest() {
        if (begun && expected != 0 && !exchange.isOver()) {
            response.flush();
        }
    }

    void end(@Nullable Headers trailers) {
        if (exchange.isOver()) {
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
