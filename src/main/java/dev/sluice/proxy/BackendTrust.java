package dev.sluice.proxy;

import dev.sluice.routing.BackendTls;
import dev.sluice.routing.BackendTls.Trust;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedTrustManager;

/** Believes a backend if its chain ends at an authority of ours, is valid now, and names the backend. */
final class BackendTrust extends PeerTrust {
    private final BackendTls tls;

    private BackendTrust(BackendTls tls, X509ExtendedTrustManager authorities) {
        super(Peer.SERVER, authorities);
        this.tls = tls;
    }

    static BackendTrust of(BackendTls tls) throws GeneralSecurityException {
        return new BackendTrust(
                tls,
                switch (tls.trust()) {
                    case Trust.SystemAuthorities() -> TrustAnchors.ofSystem();
                    case Trust.Authorities(String pem) -> TrustAnchors.of(pem);
                });
    }

    @Override
    void check(X509Certificate certificate, PathCheck path) throws CertificateException {
        path.run();
        certificate.checkValidity();
        if (!CertificateNames.fit(certificate, tls)) {
            throw new CertificateException("the certificate is not for "
                    + (tls.subjectAltNames().isEmpty() ? tls.hostname() : tls.subjectAltNames()));
        }
    }
}
