package dev.sluice.proxy;

import dev.sluice.routing.ServerCertificate;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a listener, or of a Gateway towards its backends: one for each type of key, which is also its alias. Not a
 * KeyStore: that would refuse chains that the other side accepts, such as one that ends with an unrelated certificate.
 */
final class CertificateKeys extends X509ExtendedKeyManager {
    private static final Pattern PEM_FRAME = Pattern.compile("-----[^-]+-----|\\s");

    private record Key(PrivateKey key, X509Certificate[] chain) {}

    private final Map<String, Key> keys;

    private CertificateKeys(Map<String, Key> keys) {
        this.keys = keys;
    }

    /**
     * The keys to show, chosen by the types that the client accepts; of two certificates with the same type of key the
     * first.
     *
     * @throws GeneralSecurityException if one cannot be used, with its name
     */
    static CertificateKeys of(List<ServerCertificate> certificates) throws GeneralSecurityException {
        Map<String, Key> keys = new LinkedHashMap<>();
        for (ServerCertificate certificate : certificates) {
            try {
                X509Certificate[] chain = chain(certificate.chain());
                String type = chain[0].getPublicKey().getAlgorithm();
                keys.putIfAbsent(type, new Key(key(type, certificate.key()), chain));
            } catch (GeneralSecurityException | IllegalArgumentException unusable) {
                throw new GeneralSecurityException("certificate " + certificate.name() + " cannot be used", unusable);
            }
        }
        return new CertificateKeys(keys);
    }

    /**
     * Whether every implementation of TLS does right by them. Netty's BoringSSL engine looks for an EC key before an RSA
     * key without asking what the client accepts, and knows no others.
     */
    boolean isSimple() {
        return keys.size() == 1 && (keys.containsKey("RSA") || keys.containsKey("EC"));
    }

    private static X509Certificate[] chain(String pem) throws GeneralSecurityException {
        X509Certificate[] chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .toArray(new X509Certificate[0]);
        if (chain.length == 0) {
            throw new GeneralSecurityException("no certificate");
        }
        return chain;
    }

    private static PrivateKey key(String type, String pem) throws GeneralSecurityException {
        byte[] encoded = Base64.getDecoder().decode(PEM_FRAME.matcher(pem).replaceAll(""));
        return KeyFactory.getInstance(type).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    private @Nullable String alias(@Nullable String type) {
        return type != null && keys.containsKey(type) ? type : null;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        String alias = alias(type);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(type);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(type);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        Key key = keys.get(alias);
        return key == null ? null : key.chain().clone();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        Key key = keys.get(alias);
        return key == null ? null : key.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return getServerAliases(type, issuers);
    }

    /** The issuers are not looked at: a backend that gets another certificate than it wants can say so. */
    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        if (types != null) {
            for (String type : types) {
                if (keys.containsKey(type)) {
                    return type;
                }
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String @Nullable [] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chooseClientAlias(types, issuers, null);
    }
}
