package dev.sluice.proxy;

import dev.sluice.routing.BackendTls;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.ServerCertificate;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is needed for TLS with backends, kept by fingerprint so that a new table builds only what is new. Filled by the
 * one thread that serves tables, read by all event loops.
 */
final class UpstreamTlsContexts {
    private final SslProvider provider;
    private final Map<String, BackendTrust> trusts = new ConcurrentHashMap<>();
    private Map<String, Identity> identities = new HashMap<>();
    private Set<String> before = Set.of();

    UpstreamTlsContexts(SslProvider provider) {
        this.provider = provider;
    }

    /** The TLS that backends of one Gateway name, with what that Gateway shows them. */
    final class Identity {
        private final String fingerprint;
        private final @Nullable CertificateKeys keys;
        private final Map<String, UpstreamTls> known = new ConcurrentHashMap<>();

        private Identity(String fingerprint, @Nullable CertificateKeys keys) {
            this.fingerprint = fingerprint;
            this.keys = keys;
        }

        UpstreamTls of(BackendTls tls) {
            UpstreamTls spoken = known.get(tls.fingerprint());
            if (spoken == null) {
                BackendTrust trust = trusts.get(tls.fingerprint());
                if (trust == null) {
                    return UpstreamTls.Unusable.UNUSABLE;
                }
                spoken = new UpstreamTls.Spoken(tls, tls.fingerprint() + ' ' + fingerprint, trust, keys, provider);
                known.put(tls.fingerprint(), spoken);
            }
            return spoken;
        }
    }

    /** Makes ready for a table; what neither it nor the one before uses is forgotten. */
    void prepare(RouteTable table) {
        Map<String, BackendTls> wanted = new HashMap<>();
        for (BackendTls tls : table.backendTls().values()) {
            wanted.put(tls.fingerprint(), tls);
        }
        wanted.forEach((fingerprint, tls) -> {
            if (!trusts.containsKey(fingerprint)) {
                try {
                    trusts.put(fingerprint, BackendTrust.of(tls));
                } catch (GeneralSecurityException unusable) {
                    // Its backends cannot be reached; to speak to them in the clear would be worse.
                }
            }
        });
        Map<String, Identity> next = new HashMap<>();
        for (var port : table.ports()) {
            ServerCertificate certificate = port.clientCertificate();
            String fingerprint = certificate == null ? "" : certificate.fingerprint();
            if (!next.containsKey(fingerprint)) {
                Identity known = identities.get(fingerprint);
                next.put(fingerprint, known == null ? new Identity(fingerprint, keys(certificate)) : known);
            }
        }
        identities = next;
        // Requests go on with the table before until the new one is published, and a moment longer.
        Set<String> used = new HashSet<>(before);
        used.addAll(wanted.keySet());
        trusts.keySet().retainAll(used);
        next.values().forEach(identity -> identity.known.keySet().retainAll(used));
        before = Set.copyOf(wanted.keySet());
    }

    /** The keys of a certificate; none if it cannot be used: a backend that asks for it says no. */
    private static @Nullable CertificateKeys keys(@Nullable ServerCertificate certificate) {
        try {
            return certificate == null ? null : CertificateKeys.of(List.of(certificate));
        } catch (GeneralSecurityException unusable) {
            return null;
        }
    }

    /** The identity of a Gateway that shows a certificate of the table that was made ready, or none. */
    Identity identity(@Nullable ServerCertificate certificate) {
        Identity identity = identities.get(certificate == null ? "" : certificate.fingerprint());
        if (identity == null) {
            throw new IllegalStateException("not of the table that was made ready");
        }
        return identity;
    }
}
