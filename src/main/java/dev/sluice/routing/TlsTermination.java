package dev.sluice.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a listener terminates TLS.
 *
 * @param certificates at least one; the first whose key type the client accepts is shown
 * @param clients which clients are accepted; null for all, without being asked for a certificate
 */
public record TlsTermination(
        List<ServerCertificate> certificates, @Nullable ClientValidation clients, TlsOptions options) {
    public TlsTermination {
        certificates = List.copyOf(certificates);
    }

    /** Termination for all clients and without wishes. */
    public TlsTermination(List<ServerCertificate> certificates) {
        this(certificates, null, TlsOptions.DEFAULT);
    }
}
