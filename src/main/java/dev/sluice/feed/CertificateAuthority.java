package dev.sluice.feed;

import static dev.sluice.feed.DerWriter.bits;
import static dev.sluice.feed.DerWriter.identifier;
import static dev.sluice.feed.DerWriter.integer;
import static dev.sluice.feed.DerWriter.isTrue;
import static dev.sluice.feed.DerWriter.octets;
import static dev.sluice.feed.DerWriter.sequence;
import static dev.sluice.feed.DerWriter.setOf;
import static dev.sluice.feed.DerWriter.tagged;
import static dev.sluice.feed.DerWriter.time;
import static dev.sluice.feed.DerWriter.utf8;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * Issues the certificates of the stream (RFC 5280): elliptic curve P-256, ECDSA with SHA-256. Both ends have one, and a
 * proxy's is good for its Gateway alone. The JDK reads certificates but has no public way to make them; this is all that
 * it takes.
 */
public final class CertificateAuthority {
    /** How long a certificate of an authority holds. */
    public static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3_650);

    /** How long a certificate of an end of a stream holds. */
    public static final Duration LIFETIME = Duration.ofDays(30);

    /** What the certificate of every controller is for, wherever it is reached. */
    static final String CONTROLLER = "sluice-controller";

    /** Clocks may differ by so much. */
    private static final Duration EARLIER = Duration.ofMinutes(10);

    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String SUBJECT_ALT_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private final X509Certificate certificate;
    private final PrivateKey key;

    private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** A new authority with a key that nobody else has. */
    public static CertificateAuthority make(Instant now) throws GeneralSecurityException {
        KeyPair pair = newPair();
        byte[] extensions = sequence(
                extension(BASIC_CONSTRAINTS, sequence(isTrue())),
                extension(KEY_USAGE, bits(new byte[] {0x04}, 2))); // keyCertSign
        String pem = sign(
                "Sluice feed", pair.getPublic(), now, AUTHORITY_LIFETIME, extensions, "Sluice feed", pair.getPrivate());
        return new CertificateAuthority(Identity.certificates(pem).getFirst(), pair.getPrivate());
    }

    /**
     * Reads an authority.
     *
     * @param key PEM, PKCS#8
     */
    public static CertificateAuthority read(String certificate, String key) throws GeneralSecurityException {
        var certificates = Identity.certificates(certificate);
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate");
        }
        return new CertificateAuthority(certificates.getFirst(), Identity.privateKey(key));
    }

    public String certificate() throws GeneralSecurityException {
        return Identity.pem("CERTIFICATE", certificate.getEncoded());
    }

    public String key() {
        return Identity.pem("PRIVATE KEY", key.getEncoded());
    }

    /** Whether so little of a certificate's time is left that it is to be replaced: less than a third, or if it is none. */
    public static boolean isDue(String certificate, Instant now) {
        try {
            for (X509Certificate each : Identity.certificates(certificate)) {
                Instant from = each.getNotBefore().toInstant();
                Instant to = each.getNotAfter().toInstant();
                return now.isBefore(from)
                        || now.isAfter(to.minus(Duration.between(from, to).dividedBy(3)));
            }
            return true;
        } catch (GeneralSecurityException unreadable) {
            return true;
        }
    }

    /** Whether this authority has signed a certificate. */
    public boolean hasIssued(String pem) {
        try {
            for (X509Certificate each : Identity.certificates(pem)) {
                each.verify(certificate.getPublicKey());
                return true;
            }
            return false;
        } catch (GeneralSecurityException other) {
            return false;
        }
    }

    /** For a controller. */
    public Identity forController(Instant now) throws GeneralSecurityException {
        // dNSName
        return issue(CONTROLLER, tagged(0x82, CONTROLLER.getBytes(StandardCharsets.US_ASCII)), SERVER_AUTH, now);
    }

    /** For the proxies of a Gateway. */
    public Identity forGateway(String namespace, String name, Instant now) throws GeneralSecurityException {
        String uri = GatewayName.URI_PREFIX + namespace + "/" + name;
        // uniformResourceIdentifier
        return issue("sluice-proxy", tagged(0x86, uri.getBytes(StandardCharsets.US_ASCII)), CLIENT_AUTH, now);
    }

    private Identity issue(String commonName, byte[] subjectAltName, String usage, Instant now)
            throws GeneralSecurityException {
        KeyPair pair = newPair();
        byte[] extensions = sequence(
                extension(BASIC_CONSTRAINTS, sequence()),
                extension(KEY_USAGE, bits(new byte[] {(byte) 0x80}, 7)), // digitalSignature
                extension(EXTENDED_KEY_USAGE, sequence(identifier(usage))),
                extension(SUBJECT_ALT_NAME, sequence(subjectAltName)));
        String pem = sign(commonName, pair.getPublic(), now, LIFETIME, extensions, "Sluice feed", key);
        return new Identity(pem, Identity.pem("PRIVATE KEY", pair.getPrivate().getEncoded()), certificate());
    }

    private static KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String sign(
            String subject,
            PublicKey subjectKey,
            Instant now,
            Duration lifetime,
            byte[] extensions,
            String issuer,
            PrivateKey signer)
            throws GeneralSecurityException {
        byte[] algorithm = sequence(identifier(ECDSA_WITH_SHA256));
        byte[] unsigned = sequence(
                tagged(0xa0, integer(BigInteger.TWO)), // version 3
                integer(new BigInteger(127, new SecureRandom()).setBit(126)),
                algorithm,
                name(issuer),
                sequence(time(now.minus(EARLIER)), time(now.plus(lifetime))),
                name(subject),
                subjectKey.getEncoded(),
                tagged(0xa3, extensions));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer);
        signature.update(unsigned);
        return Identity.pem("CERTIFICATE", sequence(unsigned, algorithm, bits(signature.sign(), 0)));
    }

    private static byte[] name(String commonName) {
        return sequence(setOf(sequence(identifier(COMMON_NAME), utf8(commonName))));
    }

    /** An extension, which is critical. */
    private static byte[] extension(String identifier, byte[] value) {
        return sequence(identifier(identifier), isTrue(), octets(value));
    }
}
