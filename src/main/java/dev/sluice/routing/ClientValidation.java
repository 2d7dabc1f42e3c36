package dev.sluice.routing;

/**
 * Which clients a listener accepts (Gateway API, {@code FrontendTLSValidation}).
 *
 * @param fingerprint SHA-256 over everything else, in hexadecimal
 * @param authorities the certificates, in PEM, of those who sign the clients' certificates
 * @param insecureFallback whether clients without a certificate, or with any other, are accepted too
 */
public record ClientValidation(String fingerprint, String authorities, boolean insecureFallback) {
    @Override
    public String toString() {
        return "ClientValidation[" + fingerprint + (insecureFallback ? ", insecureFallback]" : "]");
    }
}
