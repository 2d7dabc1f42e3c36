package dev.sluice.proxy;

import dev.sluice.routing.ServerCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;

/** Turns certificates of the table into keys for TLS, one for each type of key. */
final class CertificateKeys {
    private static final Pattern PEM_FRAME = Pattern.compile("-----[^-]+-----|\\s");
    private static final char[] NO_PASSWORD = {};

    private CertificateKeys() {}

    /**
     * The keys to show, chosen by the types that the client accepts; of two certificates with the same type of key the
     * first.
     *
     * @throws GeneralSecurityException if one cannot be used, with its name
     */
    static KeyManagerFactory of(List<ServerCertificate> certificates) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        Set<String> types = new HashSet<>();
        for (ServerCertificate certificate : certificates) {
            try {
                Certificate[] chain = chain(certificate.chain());
                String type = chain[0].getPublicKey().getAlgorithm();
                if (types.add(type)) {
                    store.setKeyEntry("key" + types.size(), key(type, certificate.key()), NO_PASSWORD, chain);
                }
            } catch (GeneralSecurityException | IllegalArgumentException unusable) {
                throw new GeneralSecurityException("certificate " + certificate.name() + " cannot be used", unusable);
            }
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static Certificate[] chain(String pem) throws GeneralSecurityException {
        Certificate[] chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .toArray(new Certificate[0]);
        if (chain.length == 0) {
            throw new GeneralSecurityException("no certificate");
        }
        return chain;
    }

    private static PrivateKey key(String type, String pem) throws GeneralSecurityException {
        byte[] encoded = Base64.getDecoder().decode(PEM_FRAME.matcher(pem).replaceAll(""));
        return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }
}
