package dev.sluice.proxy;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to believe on one side of TLS: only clients, or only servers. */
abstract class PeerTrust extends X509ExtendedTrustManager {
    /** Whose certificates are checked. */
    enum Peer {
        CLIENT,
        SERVER
    }

    /** The check of a chain against the authorities (RFC 5280, section 6). */
    interface PathCheck {
        void run() throws CertificateException;
    }

    private final Peer peer;
    private final X509ExtendedTrustManager authorities;

    PeerTrust(Peer peer, X509ExtendedTrustManager authorities) {
        this.peer = peer;
        this.authorities = authorities;
    }

    /**
     * Decides about the other side.
     *
     * @param path does not look at the times of a certificate that is itself among the authorities
     * @throws CertificateException if it is not believed, with a message for a person
     */
    abstract void check(X509Certificate certificate, PathCheck path) throws CertificateException;

    private void check(Peer shown, X509Certificate[] chain, PathCheck path) throws CertificateException {
        if (shown != peer) {
            throw new CertificateException("not what is checked here");
        }
        check(chain[0], path);
    }

    @Override
    public final void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        check(Peer.CLIENT, chain, () -> authorities.checkClientTrusted(chain, type, engine));
    }

    @Override
    public final void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        check(Peer.CLIENT, chain, () -> authorities.checkClientTrusted(chain, type, socket));
    }

    @Override
    public final void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(Peer.CLIENT, chain, () -> authorities.checkClientTrusted(chain, type));
    }

    @Override
    public final void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        check(Peer.SERVER, chain, () -> authorities.checkServerTrusted(chain, type, engine));
    }

    @Override
    public final void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        check(Peer.SERVER, chain, () -> authorities.checkServerTrusted(chain, type, socket));
    }

    @Override
    public final void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(Peer.SERVER, chain, () -> authorities.checkServerTrusted(chain, type));
    }

    @Override
    public final X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
