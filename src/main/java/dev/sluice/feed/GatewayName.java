package dev.sluice.feed;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The name in the certificate of a proxy. */
final class GatewayName {
    /** Before {@code namespace/name}, in a subjectAltName that is a URI. */
    static final String URI_PREFIX = "spiffe://sluice.dev/gateway/";

    private static final int DNS = 2;
    private static final int URI = 6;

    private GatewayName() {}

    /** The Gateway, as {@code namespace/name}, that a certificate is for; null if it is for none. */
    static @Nullable String of(X509Certificate certificate) throws CertificateParsingException {
        var names = certificate.getSubjectAlternativeNames();
        if (names != null) {
            for (List<?> name : names) {
                if (name.get(0).equals(URI) && name.get(1) instanceof String uri && uri.startsWith(URI_PREFIX)) {
                    return uri.substring(URI_PREFIX.length());
                }
            }
        }
        return null;
    }

    /** Whether a certificate is that of a controller. */
    static boolean isController(X509Certificate certificate) throws CertificateParsingException {
        var names = certificate.getSubjectAlternativeNames();
        return names != null
                && names.stream()
                        .anyMatch(
                                name -> name.get(0).equals(DNS) && CertificateAuthority.CONTROLLER.equals(name.get(1)));
    }
}
