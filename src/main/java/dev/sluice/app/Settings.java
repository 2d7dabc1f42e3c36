package dev.sluice.app;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/**
 * Every setting of Sluice, with its default. A setting {@code sluice.proxy.max-connections} is given as the environment
 * variable {@code SLUICE_PROXY_MAX_CONNECTIONS}, the system property {@code -Dsluice.proxy.max-connections=…}, or in a
 * file {@code config/application.yaml} below the working directory, in this order of precedence. Unknown keys below
 * {@code sluice} are reported at the start.
 *
 * <p>Durations are written as {@code 500ms}, {@code 10s}, {@code 5m} or in ISO-8601 form; sizes are in bytes.
 */
@StaticInitSafe
@ConfigMapping(prefix = "sluice")
public interface Settings {
    /** GatewayClasses with this controllerName are served; all others are left alone. */
    @WithDefault("sluice.dev/gateway-controller")
    String controllerName();

    Standalone standalone();

    SharedProxy sharedProxy();

    Cluster cluster();

    Proxy proxy();

    Metrics metrics();

    /** How Gateways are reached without a cluster. */
    interface Standalone {
        /**
         * IP addresses and CIDRs for Gateways, in order of preference. A Gateway gets the first on which none of its
         * ports is taken by an older one. {@code 0.0.0.0} binds all addresses of the machine.
         */
        @WithDefault("127.0.0.0/8")
        List<String> addresses();
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

    /** Limits and behaviour of the data plane. */
    interface Proxy {
        /** Event loops; 0 for one per available processor. */
        @WithDefault("0")
        int eventLoops();

        /** How long requests in flight may go on after a stop was asked for. */
        @WithDefault("30s")
        Duration drainTimeout();

        /**
         * How long the data plane goes on taking new connections after readiness has turned false, so that whoever
         * routes to this replica has noticed.
         */
        @WithDefault("5s")
        Duration drainDelay();
    }

    /** What is measured. */
    interface Metrics {
        /** Routes with series of their own; further ones are counted together under the route {@code other}. */
        @WithDefault("1000")
        int maxRoutes();
    }
}
