package dev.sluice.compile;

import dev.sluice.resources.ClusterTrustBundle;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The certificates of authorities, in PEM, that an object holds: under {@code ca.crt}, or as its trust bundle. */
sealed interface CaBundle {
    /** The key in ConfigMaps and Secrets. */
    String KEY = "ca.crt";

    /** The field of ClusterTrustBundles. */
    String TRUST_BUNDLE = "trustBundle";

    /** Certificates of one text are one text whatever stood between them. */
    record Sound(String pem, String fingerprint) implements CaBundle {}

    /** @param reason continues a sentence that begins with the object's name */
    record Broken(String reason) implements CaBundle {}

    /** Reads a ConfigMap, Secret or ClusterTrustBundle. */
    static CaBundle parse(HasMetadata object) {
        return switch (object) {
            case ConfigMap map ->
                parse(KEY, map.getData() == null ? null : map.getData().get(KEY));
            case Secret secret -> {
                String encoded =
                        secret.getData() == null ? null : secret.getData().get(KEY);
                try {
                    yield parse(
                            KEY,
                            encoded == null
                                    ? null
                                    : new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.ISO_8859_1));
                } catch (IllegalArgumentException e) {
                    yield new Broken("has a ca.crt that is not base64");
                }
            }
            case ClusterTrustBundle bundle ->
                parse(
                        TRUST_BUNDLE,
                        bundle.getSpec() == null ? null : bundle.getSpec().trustBundle());
            default -> new Broken("cannot hold certificates");
        };
    }

    private static CaBundle parse(String key, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return new Broken("has no " + key);
        }
        StringBuilder pem = new StringBuilder();
        int count = 0;
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemBlock block : PemBlock.read(text)) {
                if (block.label().equals("CERTIFICATE")) {
                    count++;
                    pem.append(PemBlock.write(
                            "CERTIFICATE",
                            factory.generateCertificate(new ByteArrayInputStream(block.content()))
                                    .getEncoded()));
                }
            }
        } catch (CertificateEncodingException e) {
            return new Broken("has a " + key + " whose certificate " + count + " cannot be used");
        } catch (CertificateException e) {
            return new Broken("has a " + key + " whose certificate " + count + " cannot be parsed");
        } catch (IllegalArgumentException e) {
            return new Broken("has a " + key + " that is not PEM: " + e.getMessage());
        }
        return count == 0
                ? new Broken("has a " + key + " without a PEM block CERTIFICATE")
                : new Sound(pem.toString(), Fingerprint.of(pem.toString()));
    }
}
