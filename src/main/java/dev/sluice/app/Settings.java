package dev.sluice.app;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every setting of Sluice, with its default. A setting {@code sluice.proxy.max-connections} is given as the environment
 * variable {@code SLUICE_PROXY_MAX_CONNECTIONS}, the system property {@code -Dsluice.proxy.max-connections=…}, or in a
 * file {@code config/application.yaml} below the working directory, in this order of precedence. Unknown keys below
 * {@code sluice} end the start; unknown environment variables are named.
 *
 * <p>Durations are written as {@code 500ms}, {@code 10s}, {@code 5m} or in ISO-8601 form; sizes are in bytes.
 */
@StaticInitSafe
@ConfigMapping(prefix = "sluice")
public interface Settings {
    /** GatewayClasses with this controllerName are served; all others are left alone. */
    @WithDefault("sluice.dev/gateway-controller")
    String controllerName();

    /**
     * The port of health, metrics and debug pages; never given to a listener. Bound on all addresses, as probes need
     * it.
     */
    @WithDefault("9000")
    int managementPort();

    /**
     * Refuses values that are sound alone and not together, where they count: in a cluster.
     *
     * @throws IllegalArgumentException naming the keys
     */
    default void checkForCluster() {
        require(
                sharedProxy().firstPort() > 0
                        && sharedProxy().lastPort() <= 65_535
                        && sharedProxy().firstPort() <= sharedProxy().lastPort(),
                "sluice.shared-proxy.first-port and last-port must be a range of ports within 1 to 65535");
        require(
                managementPort() < sharedProxy().firstPort()
                        || managementPort() > sharedProxy().lastPort(),
                "sluice.management-port must lie outside of sluice.shared-proxy.first-port to last-port");
        require(
                feed().port() < sharedProxy().firstPort()
                        || feed().port() > sharedProxy().lastPort(),
                "sluice.feed.port must lie outside of sluice.shared-proxy.first-port to last-port");
        require(
                cluster().leaseRetryPeriod().compareTo(cluster().leaseRenewDeadline()) < 0
                        && cluster().leaseRenewDeadline().compareTo(cluster().leaseDuration()) < 0,
                "sluice.cluster.lease-retry-period must be shorter than lease-renew-deadline,"
                        + " and that shorter than lease-duration");
        require(cluster().concurrentStatusWrites() > 0, "sluice.cluster.concurrent-status-writes must be at least 1");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    Standalone standalone();

    SharedProxy sharedProxy();

    Cluster cluster();

    FeedSettings feed();

    DataPlaneSettings proxy();

    Metrics metrics();

    AccessLog accessLog();

    /** How Gateways are reached without a cluster. */
    interface Standalone {
        /**
         * IP addresses and CIDRs for Gateways, in order of preference. A Gateway gets the first on which none of its
         * ports is taken by an older one. {@code 0.0.0.0} binds all addresses of the machine.
         */
        @WithDefault("127.0.0.0/8")
        List<String> addresses();

        /**
         * A file with the key for the tokens of sessions ({@code sessionPersistence}), which is made if it is not there. With
         * it sessions outlive a restart, and instances with the same file know each other's; without, sessions end with
         * the process. In a cluster the key is in a Secret.
         */
        @WithDefault("")
        Optional<String> sessionKeyFile();
    }

    /** How Gateways share the ports of the proxy pods. */
    interface SharedProxy {
        /** The first port for listeners whose own number is taken by an older Gateway. */
        @WithDefault("10000")
        int firstPort();

        /** The last port of that range. */
        @WithDefault("19999")
        int lastPort();
    }

    /** What the controller needs to know of its own place in the cluster. */
    interface Cluster {
        /** The namespace of the controller's pods and its Lease. */
        @WithDefault("${POD_NAMESPACE:sluice-system}")
        String namespace();

        /** The name of this replica, unique among all. */
        @WithDefault("${POD_NAME:${HOSTNAME:sluice}}")
        String podName();

        /** The Lease that decides which replica writes statuses. */
        @WithDefault("sluice-writer")
        String leaseName();

        /**
         * The Secret, in that namespace, with the key for the tokens of sessions ({@code sessionPersistence}): {@code key}, and
         * {@code previous} for the one before. The first replica makes it.
         */
        @WithDefault("sluice-sessions")
        String sessionSecret();

        /**
         * The name of a GatewayClass that is made at the start if there is none of that name, for installations that cannot hold
         * one; none if it is empty. The bundle for the Operator Lifecycle Manager sets it to {@code sluice}.
         */
        @WithDefault("")
        Optional<String> defaultClass();

        /** How long a replica that has gone silent keeps the right to write. */
        @WithDefault("15s")
        Duration leaseDuration();

        /** The holder of the Lease stops writing if it could not renew for this long. */
        @WithDefault("10s")
        Duration leaseRenewDeadline();

        /** The time between two attempts to get or renew the Lease. */
        @WithDefault("2s")
        Duration leaseRetryPeriod();

        /** Status writes under way at once. */
        @WithDefault("16")
        int concurrentStatusWrites();
    }

    /** What is measured. */
    interface Metrics {
        /** Routes with series of their own; further ones are counted together under the route {@code other}. */
        @WithDefault("1000")
        int maxRoutes();
    }

    /** A line on standard output for every request: who asked for what, and who answered how. Never the query. */
    interface AccessLog {
        /**
         * {@code none}, {@code text} or {@code json}: time, client, method, host, path, protocol, status, bytes of the
         * body, milliseconds, rule, backend, endpoint, and what went wrong. Lines are dropped and counted if the output
         * is slower than the requests.
         */
        @WithDefault("none")
        AccessLogFormat format();
    }
}
