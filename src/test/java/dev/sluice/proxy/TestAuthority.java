package dev.sluice.proxy;

import dev.sluice.routing.ServerCertificate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A certificate authority that issues whatever a test asks for (RFC 5280), sound or not. */
final class TestAuthority {
    private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());
    private static final byte[] ECDSA_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
    private static final byte[] RSA_SHA256 =
            sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), new byte[] {5, 0});
    private static final byte[] SERVER_AUTH = oid(0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01);
    private static final byte[] CLIENT_AUTH = oid(0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02);

    private final String name;
    private final KeyPair keys;
    private final byte[] certificate;

    TestAuthority(String name) {
        this.name = name;
        this.keys = keys("EC");
        this.certificate = new Request(this, name).authority().encode(keys, this);
    }

    /** The authority's own certificate. */
    String pem() {
        return pem("CERTIFICATE", certificate);
    }

    /** A certificate that is sound unless something is said to the contrary. */
    Request issue(String commonName) {
        return new Request(this, commonName);
    }

    /** What a certificate is to be. */
    static final class Request {
        private final TestAuthority issuer;
        private final String commonName;
        private final List<byte[]> names = new ArrayList<>();
        private final List<byte[]> purposes = new ArrayList<>(List.of(SERVER_AUTH, CLIENT_AUTH));
        private String algorithm = "EC";
        private Instant from = Instant.now().minus(Duration.ofDays(1));
        private Instant until = Instant.now().plus(Duration.ofDays(30));
        private boolean authority;
        private boolean selfSigned;

        private Request(TestAuthority issuer, String commonName) {
            this.issuer = issuer;
            this.commonName = commonName;
        }

        Request dns(String... hosts) {
            for (String host : hosts) {
                names.add(tagged(0x82, host.getBytes(StandardCharsets.US_ASCII)));
            }
            return this;
        }

        Request uri(String uri) {
            names.add(tagged(0x86, uri.getBytes(StandardCharsets.US_ASCII)));
            return this;
        }

        Request rsa() {
            algorithm = "RSA";
            return this;
        }

        Request expired() {
            until = Instant.now().minus(Duration.ofHours(1));
            return this;
        }

        Request notYet() {
            from = Instant.now().plus(Duration.ofHours(1));
            return this;
        }

        Request forServersOnly() {
            purposes.remove(CLIENT_AUTH);
            return this;
        }

        Request forClientsOnly() {
            purposes.remove(SERVER_AUTH);
            return this;
        }

        Request selfSigned() {
            selfSigned = true;
            return this;
        }

        Request authority() {
            authority = true;
            return this;
        }

        ServerCertificate make() {
            KeyPair own = keys(algorithm);
            byte[] encoded = selfSigned ? encode(own, own.getPrivate(), commonName) : encode(own, issuer);
            String chain = pem("CERTIFICATE", encoded);
            String key = pem("PRIVATE KEY", own.getPrivate().getEncoded());
            return new ServerCertificate(
                    "default/" + commonName, Long.toHexString(SERIAL.incrementAndGet()), chain, key);
        }

        private byte[] encode(KeyPair own, TestAuthority by) {
            return encode(own, by.keys.getPrivate(), by.name);
        }

        private byte[] encode(KeyPair own, PrivateKey signer, String issuerName) {
            byte[] algorithmId = signer.getAlgorithm().equals("RSA") ? RSA_SHA256 : ECDSA_SHA256;
            byte[] body = sequence(
                    tagged(0xa0, new byte[] {2, 1, 2}),
                    tagged(2, BigInteger.valueOf(SERIAL.incrementAndGet()).toByteArray()),
                    algorithmId,
                    distinguished(issuerName),
                    sequence(time(from), time(until)),
                    distinguished(commonName),
                    own.getPublic().getEncoded(),
                    tagged(0xa3, extensions()));
            try {
                Signature signature = Signature.getInstance(
                        signer.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
                signature.initSign(signer);
                signature.update(body);
                return sequence(body, algorithmId, tagged(3, concat(new byte[] {0}, signature.sign())));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private byte[] extensions() {
            List<byte[]> extensions = new ArrayList<>();
            if (authority) {
                extensions.add(extension(19, sequence(new byte[] {1, 1, (byte) 0xff})));
            } else {
                extensions.add(sequence(oid(0x55, 0x1d, 37), tagged(4, sequence(purposes.toArray(byte[][]::new)))));
                if (!names.isEmpty()) {
                    extensions.add(extension(17, sequence(names.toArray(byte[][]::new))));
                }
            }
            return sequence(extensions.toArray(byte[][]::new));
        }
    }

    static X509Certificate parse(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] extension(int id, byte[] value) {
        return sequence(oid(0x55, 0x1d, id), new byte[] {1, 1, (byte) 0xff}, tagged(4, value));
    }

    private static byte[] distinguished(String commonName) {
        return sequence(tagged(
                0x31, sequence(oid(0x55, 0x04, 3), tagged(12, commonName.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant instant) {
        String text = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(instant);
        return tagged(24, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] oid(int... bytes) {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return tagged(6, content);
    }

    private static byte[] sequence(byte[]... parts) {
        return tagged(0x30, concat(parts));
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length > 0xff) {
            out.write(0x82);
            out.write(content.length >> 8);
        } else if (content.length > 0x7f) {
            out.write(0x81);
        }
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static String pem(String type, byte[] encoded) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + type
                + "-----\n";
    }
}
