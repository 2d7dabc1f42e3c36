package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.BackendTls;
import dev.sluice.routing.BackendTls.Identity;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.routing.TableContents;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The TLS with the backends of tables: everything is built before a table is served. Used by one thread at a time. */
final class UpstreamTlsContexts {
    private final SslProvider provider;
    private final Reused<BackendTrust> trusts = new Reused<>();
    private final Reused<UpstreamTls.Spoken> spoken = new Reused<>();

    UpstreamTlsContexts(SslProvider provider) {
        this.provider = provider;
    }

    /**
     * What TLS to speak with the backends of a port of the next table.
     *
     * @param named the table's, by name
     * @return without the backends that are spoken to in the clear, and without those whose TLS is unusable
     */
    Map<Backend.Service, UpstreamTls> of(PortBinding binding, Map<String, BackendTls> named) {
        Map<Backend.Service, UpstreamTls> all = new HashMap<>();
        if (!named.isEmpty()) {
            for (Backend.Service service : TableContents.of(List.of(binding)).services()) {
                BackendTls tls = service.tls() == null ? null : named.get(service.tls());
                if (tls != null) {
                    try {
                        all.put(service, of(service.protocol(), tls, binding.clientCertificate()));
                    } catch (GeneralSecurityException unusable) {
                        // It cannot be reached; to speak to it in the clear would be worse.
                    }
                }
            }
        }
        return Map.copyOf(all);
    }

    private UpstreamTls of(Backend.Protocol protocol, BackendTls tls, @Nullable ServerCertificate ofGateway)
            throws GeneralSecurityException {
        String alpn =
                switch (protocol) {
                    case HTTP1, WEBSOCKET -> "http/1.1";
                    case H2C -> "h2";
                    case TCP, UDP -> "";
                };
        ServerCertificate identity =
                switch (tls.identity()) {
                    case Identity.OfGateway() -> ofGateway;
                    case Identity.None() -> null;
                    case Identity.Own(ServerCertificate certificate) -> certificate;
                };
        String key = tls.fingerprint() + ' ' + (identity == null ? "" : identity.fingerprint()) + ' ' + alpn;
        BackendTrust trust = trusts.get(tls.fingerprint(), () -> BackendTrust.of(tls));
        return spoken.get(key, () -> UpstreamTls.Spoken.of(tls, key, alpn, trust, keys(identity), provider));
    }

    /** The keys of a certificate; none if it cannot be used: a backend that asks for it says no. */
    private static @Nullable CertificateKeys keys(@Nullable ServerCertificate certificate) {
        try {
            return certificate == null ? null : CertificateKeys.of(List.of(certificate));
        } catch (GeneralSecurityException unusable) {
            return null;
        }
    }

    /** The next table is complete: forgets what it does not use. */
    void swapped() {
        trusts.swapped();
        spoken.swapped();
    }
}
