package dev.sluice.routing;

import java.util.List;

/**
 * How a listener terminates TLS.
 *
 * @param certificates at least one; the first whose key type the client accepts is shown
 */
public record TlsTermination(List<ServerCertificate> certificates) {
    public TlsTermination {
        certificates = List.copyOf(certificates);
    }
}
