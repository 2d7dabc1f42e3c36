package dev.sluice.routing;

/** A listener chosen by SNI, before any byte of the application protocol is read. */
public sealed interface TlsListener {
    /** The listener's hostname pattern; {@link HostnamePattern#ANY} where it has none. */
    HostnamePattern hostname();

    /** The listener's section name. */
    String name();

    /** TLS ends here and HTTP is routed. */
    record Https(String name, HostnamePattern hostname, TlsTermination tls) implements TlsListener {}
}
