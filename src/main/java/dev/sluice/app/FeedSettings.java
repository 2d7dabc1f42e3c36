package dev.sluice.app;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;

/** The stream of route tables from the controllers to dedicated proxies. */
public interface FeedSettings {
    /** The port of the controllers; never given to a listener. */
    @WithDefault("9443")
    int port();

    /** Where a dedicated proxy finds the controllers: names with an address for each of them. */
    @WithDefault("sluice-controller.${sluice.cluster.namespace}.svc")
    List<String> hosts();

    /** The directory with what a dedicated proxy shows to controllers: {@code tls.crt}, {@code tls.key} and {@code ca.crt}. */
    @WithDefault("/etc/sluice/feed")
    Path identity();

    /**
     * The file in which a dedicated proxy keeps its last table, with its private keys, for a start without a controller,
     * and a controller that of the shared proxy, for a start without the API server.
     */
    @WithDefault("/var/lib/sluice/table")
    Path keptTable();

    /**
     * The Secret, in the controller's namespace, with the authority that signs for both ends. The first replica makes
     * it; if it is deleted, another one takes its place.
     */
    @WithDefault("sluice-feed-authority")
    String authoritySecret();

    /** Connections of dedicated proxies to one controller; more are closed at once. */
    @WithDefault("2000")
    int maxProxies();
}
