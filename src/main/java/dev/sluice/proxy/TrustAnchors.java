package dev.sluice.proxy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Checks of certificate chains against authorities (RFC 5280), without a look at names. */
final class TrustAnchors {
    private TrustAnchors() {}

    /** The authorities that the system trusts. */
    static X509ExtendedTrustManager ofSystem() throws GeneralSecurityException {
        return of((KeyStore) null);
    }

    /**
     * Some authorities.
     *
     * @param pem their certificates, and nothing else
     */
    static X509ExtendedTrustManager of(String pem) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
                store.setCertificateEntry(Integer.toString(number++), certificate);
            }
            return of(store);
        } catch (IOException unusable) {
            throw new GeneralSecurityException("the authorities cannot be used", unusable);
        }
    }

    private static X509ExtendedTrustManager of(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("no X.509 trust manager");
    }
}
