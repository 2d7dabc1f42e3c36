package dev.sluice.proxy;

import dev.sluice.routing.ClientValidation;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Accepts a client if its chain ends at an authority of the listener's and is valid now; or any client. */
final class ClientTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager chains;
    private final boolean any;

    private ClientTrust(X509ExtendedTrustManager chains, boolean any) {
        this.chains = chains;
        this.any = any;
    }

    static ClientTrust of(ClientValidation clients) throws GeneralSecurityException {
        return new ClientTrust(TrustAnchors.of(clients.authorities()), clients.insecureFallback());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        if (!any) {
            chains.checkClientTrusted(chain, type, engine);
            // The JDK does not look at the times of a certificate that is itself among the authorities.
            chain[0].checkValidity();
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        if (!any) {
            chains.checkClientTrusted(chain, type, socket);
            chain[0].checkValidity();
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        if (!any) {
            chains.checkClientTrusted(chain, type);
            chain[0].checkValidity();
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("only clients are checked");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("only clients are checked");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("only clients are checked");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }
}
