package dev.sluice.app;

import dev.sluice.routing.TableDocument;
import io.netty.util.NetUtil;
import io.vertx.core.json.Json;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.Function;

/**
 * The pages of the management port that show what is served. They say what every tenant has configured, so they answer
 * only to this machine: {@code kubectl port-forward} comes from there, another pod does not. No credentials
 * are in them.
 */
@ApplicationScoped
public class ManagementPages {
    private final Lifecycle lifecycle;

    @Inject
    ManagementPages(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    void register(@Observes Router router) {
        router.get("/debug/routes")
                .blockingHandler(context -> answer(
                        context,
                        mode -> TableDocument.withoutCredentials(
                                mode.core().routes().table())));
        router.get("/debug/endpoints")
                .blockingHandler(context ->
                        answer(context, mode -> mode.core().endpoints().snapshot()));
        router.get("/debug/status").blockingHandler(context -> answer(context, Mode::status));
    }

    private static boolean isLoopback(SocketAddress peer) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(peer.hostAddress());
        return address != null && address.isLoopbackAddress();
    }

    private void answer(RoutingContext context, Function<Mode, Object> page) {
        if (!isLoopback(context.request().remoteAddress())) {
            context.response().setStatusCode(403).end("only from this machine, for instance by kubectl port-forward\n");
            return;
        }
        Mode mode = lifecycle.mode();
        Object body = mode == null ? Map.of("awaits", lifecycle.awaited()) : page.apply(mode);
        context.response()
                .setStatusCode(mode == null ? 503 : 200)
                .putHeader("Content-Type", "application/json")
                .end(Json.encodePrettily(body) + "\n");
    }
}
