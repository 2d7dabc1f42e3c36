package dev.sluice.proxy;

import io.netty.channel.Channel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;

/** Upgrades of HTTP/1.1 connections to another protocol, such as WebSocket (RFC 9110, section 7.8). */
final class Upgrades {
    private Upgrades() {}

    /** Whether a request asks for an upgrade that is passed on. HTTP/2 is ours to speak and never passed on. */
    static boolean wanted(DownstreamRequest request) {
        MultiMap headers = request.headers();
        String upgrade = headers.get("upgrade");
        if (upgrade == null
                || request.version() != HttpVersion.HTTP_1_1
                || request.method() != HttpMethod.GET
                || headers.contains("content-length")
                || headers.contains("transfer-encoding")
                || upgrade.toLowerCase(Locale.ROOT).contains("h2c")) {
            return false;
        }
        for (String connection : headers.getAll("connection")) {
            for (String option : connection.split(",")) {
                if (option.trim().equalsIgnoreCase("upgrade")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Puts the wish into the headers for the backend. */
    static void ask(DownstreamRequest request, MultiMap headers) {
        headers.remove("te");
        headers.set("connection", "upgrade");
        headers.set("upgrade", request.headers().get("upgrade"));
    }

    /** Answers with the backend's 101 and joins the two connections. */
    static void accept(
            Worker worker, Exchange exchange, UpstreamTry attempt, UpstreamResponse head, ResponseChanges changes) {
        Channel upstream = attempt.connection().channel();
        Channel downstream = exchange.downstream().channel();
        attempt.connection().detach();
        String protocol = head.headers().get("upgrade");
        worker.responseForwarding().pass(head, exchange.response());
        MultiMap headers = exchange.response().headers();
        changes.apply(headers);
        headers.set("connection", "upgrade");
        headers.set("upgrade", protocol == null ? exchange.request().headers().get("upgrade") : protocol);
        exchange.tunnelled();
        downstream.closeFuture().addListener(_ -> exchange.succeeded());

        exchange.request().upgrade(new Tunnel(upstream, _ -> exchange.moved()));
        attempt.upgraded(new Tunnel(downstream, _ -> exchange.moved()));
        downstream.flush();
        Tunnel.halfClosable(upstream);
        Tunnel.halfClosable(downstream);
        if (!downstream.isActive()) {
            upstream.close();
        }
    }
}
