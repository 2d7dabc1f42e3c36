package dev.sluice.routing;

import java.util.List;

/** A listener chosen by SNI, before any byte of the application protocol is read. */
public sealed interface TlsListener {
    /** The listener's hostname pattern; {@link HostnamePattern#ANY} where it has none. */
    HostnamePattern hostname();

    /** The listener's section name. */
    String name();

    /** TLS ends here and HTTP is routed. */
    record Https(String name, HostnamePattern hostname, TlsTermination tls) implements TlsListener {}

    /**
     * A listener of protocol TLS without a certificate that can be used: its connections are reset, rather than taken by
     * a less specific listener.
     */
    record Unusable(String name, HostnamePattern hostname) implements TlsListener {}

    /** A listener whose connections are routed by the SNI and carried as they are. */
    sealed interface Stream extends TlsListener {
        /** The rules by the hostname of their routes; an SNI that none matches is refused. */
        HostnameIndex<HostRule> rules();
    }

    /** TLS ends here and what is inside goes to the backend. */
    record Terminate(String name, HostnamePattern hostname, TlsTermination tls, HostnameIndex<HostRule> rules)
            implements Stream {
        public Terminate(String name, HostnamePattern hostname, TlsTermination tls, List<HostRule> rules) {
            this(name, hostname, tls, HostnameIndex.of(rules, HostRule::hostname));
        }
    }

    /** The client speaks TLS with the backend; nothing but the SNI is read here. */
    record Passthrough(String name, HostnamePattern hostname, HostnameIndex<HostRule> rules) implements Stream {
        public Passthrough(String name, HostnamePattern hostname, List<HostRule> rules) {
            this(name, hostname, HostnameIndex.of(rules, HostRule::hostname));
        }
    }
}
