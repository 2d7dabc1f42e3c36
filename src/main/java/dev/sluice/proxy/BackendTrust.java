package dev.sluice.proxy;

import dev.sluice.routing.BackendTls;
import dev.sluice.routing.BackendTls.Trust;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Believes a backend if its chain ends at an authority of ours, is valid now, and names the backend. */
final class BackendTrust extends X509ExtendedTrustManager {
    private final BackendTls tls;
    private final X509ExtendedTrustManager chains;

    private BackendTrust(BackendTls tls, X509ExtendedTrustManager chains) {
        this.tls = tls;
        this.chains = chains;
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
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        chains.checkServerTrusted(chain, type, engine);
        check(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        chains.checkServerTrusted(chain, type, socket);
        check(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        chains.checkServerTrusted(chain, type);
        check(chain[0]);
    }

    private void check(X509Certificate certificate) throws CertificateException {
        // The JDK does not look at the times of a certificate that is itself among the authorities.
        certificate.checkValidity();
        if (!CertificateNames.fit(certificate, tls)) {
            throw new CertificateException("the certificate is not for "
                    + (tls.subjectAltNames().isEmpty() ? tls.hostname() : tls.subjectAltNames()));
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("only backends are checked");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("only backends are checked");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("only backends are checked");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
