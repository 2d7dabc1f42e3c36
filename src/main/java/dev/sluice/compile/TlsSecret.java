package dev.sluice.compile;

import dev.sluice.routing.ServerCertificate;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Secret of type {@code kubernetes.io/tls} holds. No text of it ever shows anything of the key. */
sealed interface TlsSecret {
    /** A chain with the key that belongs to its first certificate. */
    record Sound(ServerCertificate certificate) implements TlsSecret {}

    /** @param reason continues a sentence that begins with the Secret's name */
    record Broken(String reason) implements TlsSecret {}

    static TlsSecret parse(Secret secret) {
        if (!"kubernetes.io/tls".equals(secret.getType())) {
            return new Broken("is of type " + secret.getType() + ", not kubernetes.io/tls");
        }
        try {
            String chainText = text(secret, "tls.crt");
            String keyText = text(secret, "tls.key");
            List<X509Certificate> chain = chain(chainText);
            PublicKey publicKey = chain.getFirst().getPublicKey();
            byte[] key = pkcs8(keyText);
            if (!fits(privateKey(key), publicKey)) {
                return new Broken("has a key in tls.key that does not belong to the first certificate in tls.crt");
            }
            StringBuilder pem = new StringBuilder();
            for (X509Certificate certificate : chain) {
                pem.append(PemBlock.write("CERTIFICATE", certificate.getEncoded()));
            }
            String keyPem = PemBlock.write("PRIVATE KEY", key);
            return new Sound(new ServerCertificate(
                    secret.getMetadata().getNamespace() + "/"
                            + secret.getMetadata().getName(),
                    fingerprint(pem + keyPem),
                    pem.toString(),
                    keyPem));
        } catch (BrokenSecretException e) {
            return new Broken(e.reason);
        } catch (GeneralSecurityException e) {
            return new Broken("holds a certificate in tls.crt that cannot be used");
        }
    }

    private static String text(Secret secret, String entry) throws BrokenSecretException {
        String base64 = secret.getData() == null ? null : secret.getData().get(entry);
        if (base64 == null || base64.isEmpty()) {
            throw new BrokenSecretException("has no " + entry);
        }
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            throw new BrokenSecretException("has a " + entry + " that is not base64");
        }
    }

    private static List<PemBlock> blocks(String text, String entry) throws BrokenSecretException {
        try {
            return PemBlock.read(text);
        } catch (IllegalArgumentException e) {
            throw new BrokenSecretException("has a " + entry + " that is not PEM: " + e.getMessage());
        }
    }

    private static List<X509Certificate> chain(String text) throws BrokenSecretException, CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (PemBlock block : blocks(text, "tls.crt")) {
            if (block.label().equals("CERTIFICATE")) {
                try {
                    chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content())));
                } catch (CertificateException e) {
                    throw new BrokenSecretException(
                            "has a tls.crt whose certificate " + (chain.size() + 1) + " cannot be parsed");
                }
            }
        }
        if (chain.isEmpty()) {
            throw new BrokenSecretException("has a tls.crt without a PEM block CERTIFICATE");
        }
        return chain;
    }

    private static byte[] pkcs8(String text) throws BrokenSecretException {
        for (PemBlock block : blocks(text, "tls.key")) {
            try {
                switch (block.label()) {
                    case "PRIVATE KEY" -> {
                        return block.content();
                    }
                    case "RSA PRIVATE KEY" -> {
                        return Pkcs8.fromPkcs1(block.content());
                    }
                    case "EC PRIVATE KEY" -> {
                        return Pkcs8.fromSec1(block.content());
                    }
                    case "ENCRYPTED PRIVATE KEY" ->
                        throw new BrokenSecretException("has an encrypted key in tls.key, which cannot be used");
                    default -> {
                        // Such as EC PARAMETERS, which older tools write before the key.
                    }
                }
            } catch (IllegalArgumentException e) {
                throw new BrokenSecretException("has a tls.key that cannot be parsed");
            }
        }
        throw new BrokenSecretException("has a tls.key without a PEM block PRIVATE KEY");
    }

    private static PrivateKey privateKey(byte[] key) throws BrokenSecretException {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(key);
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            PrivateKey parsed = privateKey(algorithm, encoded);
            if (parsed != null) {
                return parsed;
            }
        }
        throw new BrokenSecretException("has a tls.key that is not a key of a supported kind (RSA, ECDSA, Ed25519)");
    }

    private static @Nullable PrivateKey privateKey(String algorithm, PKCS8EncodedKeySpec encoded) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    /** Whether what the one signs the other verifies. */
    private static boolean fits(PrivateKey key, PublicKey publicKey) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "Ed25519";
                };
        try {
            byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String fingerprint(String text) throws NoSuchAlgorithmException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Carries the reason out of the parsing above. */
    final class BrokenSecretException extends Exception {
        private static final long serialVersionUID = 1;
        private final String reason;

        private BrokenSecretException(String reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
