package dev.sluice.proxy;

import dev.sluice.routing.ClientValidation;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedTrustManager;

/** Accepts a client if its chain ends at an authority of the listener's and is valid now; or any client. */
final class ClientTrust extends PeerTrust {
    private final boolean any;

    private ClientTrust(X509ExtendedTrustManager authorities, boolean any) {
        super(Peer.CLIENT, authorities);
        this.any = any;
    }

    static ClientTrust of(ClientValidation clients) throws GeneralSecurityException {
        return new ClientTrust(TrustAnchors.of(clients.authorities()), clients.insecureFallback());
    }

    @Override
    void check(X509Certificate certificate, PathCheck path) throws CertificateException {
        if (!any) {
            path.run();
            certificate.checkValidity();
        }
    }
}
