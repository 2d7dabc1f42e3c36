package dev.sluice.routing;

import java.util.List;

/**
 * What a listener asks of a TLS connection beyond certificates.
 *
 * @param minimumVersion the oldest version that is spoken
 * @param cipherSuites those of TLS 1.2 by their IANA names, the preferred first; empty for those that the
 *     implementation holds safe. TLS 1.3 has none that are not.
 * @param alpn the protocols to select from, the preferred first, among {@code h2} and {@code http/1.1}
 */
public record TlsOptions(Version minimumVersion, List<String> cipherSuites, List<String> alpn) {
    public static final TlsOptions DEFAULT = new TlsOptions(Version.TLS_1_2, List.of(), List.of("h2", "http/1.1"));

    public TlsOptions {
        cipherSuites = List.copyOf(cipherSuites);
        alpn = List.copyOf(alpn);
    }

    /** A version of TLS. */
    public enum Version {
        TLS_1_2,
        TLS_1_3
    }
}
