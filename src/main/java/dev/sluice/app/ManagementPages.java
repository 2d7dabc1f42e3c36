package dev.sluice.app;

import dev.sluice.routing.TableDocument;
import io.netty.util.NetUtil;
import io.vertx.core.json.Json;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pages of the management port that show what is served. They say what every tenant has configured, so they answer
 * only to this machine: {@code kubectl port-forward} comes from there, another pod does not. No credentials
 * are in them.
 */
@ApplicationScoped
public class ManagementPages {
    private final Lifecycle lifecycle;
    private final ExplanationPage explanations;

    @Inject
    ManagementPages(Lifecycle lifecycle, Settings settings) {
        this.lifecycle = lifecycle;
        explanations = new ExplanationPage(
                ProxySettingsMapping.of(settings.proxy()).paths().normalisation());
    }

    void register(@Observes Router router) {
        router.get("/debug/routes")
                .blockingHandler(context -> answer(context, mode -> TableDocument.withoutCredentials(mode.table())));
        router.get("/debug/endpoints")
                .blockingHandler(
                        context -> answer(context, mode -> mode.endpoints().snapshot()));
        router.get("/debug/status").blockingHandler(context -> answer(context, Mode::status));
        router.get("/debug/explain")
                .blockingHandler(context -> withMode(context, mode -> explanations.answer(context, mode)));
    }

    private static boolean isLoopback(SocketAddress peer) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(peer.hostAddress());
        return address != null && address.isLoopbackAddress();
    }

    /** Whether it cannot be a page of somebody else, in a browser, whose name leads here (DNS rebinding). */
    private static boolean isOfThisMachine(@Nullable HostAndPort authority) {
        return authority != null
                && (authority.host().equalsIgnoreCase("localhost")
                        || NetUtil.createInetAddressFromIpAddressString(authority.host()) != null);
    }

    private void answer(RoutingContext context, Function<Mode, Object> page) {
        withMode(
                context,
                mode -> context.response()
                        .putHeader("Content-Type", "application/json")
                        .end(Json.encodePrettily(page.apply(mode)) + "\n"));
    }

    private void withMode(RoutingContext context, Consumer<Mode> page) {
        if (!isLoopback(context.request().remoteAddress())) {
            context.response().setStatusCode(403).end("only from this machine, for instance by kubectl port-forward\n");
            return;
        }
        if (!isOfThisMachine(context.request().authority())) {
            context.response().setStatusCode(403).end("only by an IP address or localhost\n");
            return;
        }
        Mode mode = lifecycle.mode();
        if (mode == null) {
            context.response()
                    .setStatusCode(503)
                    .putHeader("Content-Type", "application/json")
                    .end(Json.encodePrettily(Map.of("awaits", lifecycle.awaited())) + "\n");
            return;
        }
        page.accept(mode);
    }
}
