package dev.sluice.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Opens TLS connections that trust everybody. */
final class TlsClient {
    private TlsClient() {}

    static TrustManager[] trustingAll() {
        return new TrustManager[] {new TrustAll()};
    }

    static SSLContext trustAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trustingAll(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Connects and shakes hands.
     *
     * @param sni null for none
     * @param schemes signature schemes to offer, none for the usual ones
     */
    static SSLSocket connect(int port, String sni, String protocol, String... schemes) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket = (SSLSocket) trustAll().getSocketFactory().createSocket(plain, null, port, true);
        socket.setSoTimeout(10_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {protocol});
        parameters.setServerNames(sni == null ? List.of() : List.of(new SNIHostName(sni)));
        if (schemes.length > 0) {
            parameters.setSignatureSchemes(schemes);
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** The common name of the certificate shown. */
    static String shown(SSLSocket socket) throws IOException {
        Principal subject = ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSubjectX500Principal();
        return subject.getName();
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
