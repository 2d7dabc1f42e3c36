package dev.sluice.routing;

/**
 * A certificate chain with its private key. Text forms never show the key.
 *
 * @param name the Secret it came from, as {@code namespace/name}
 * @param fingerprint SHA-256 over chain and key, in hexadecimal: two with the same fingerprint are the same
 * @param chain PEM, leaf first
 * @param key PEM, PKCS#8, PKCS#1 or SEC1 already converted to PKCS#8
 */
public record ServerCertificate(String name, String fingerprint, String chain, String key) {
    @Override
    public String toString() {
        return "ServerCertificate[" + name + ", " + fingerprint + "]";
    }
}
