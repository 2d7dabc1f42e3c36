package dev.sluice.proxy;

import dev.sluice.routing.ServerCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Self-signed certificates, made by the JDK's keytool; each only once. */
final class Certificates {
    private static final Map<String, ServerCertificate> MADE = new ConcurrentHashMap<>();
    private static final char[] PASSWORD = "password".toCharArray();

    private Certificates() {}

    /**
     * A certificate.
     *
     * @param host its common name
     * @param algorithm RSA, EC or Ed25519
     */
    static ServerCertificate of(String host, String algorithm) {
        return MADE.computeIfAbsent(host + "/" + algorithm, _ -> make(host, algorithm));
    }

    private static ServerCertificate make(String host, String algorithm) {
        try {
            Path directory = Files.createTempDirectory("certificate");
            Path file = directory.resolve("store.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "a",
                            "-keyalg",
                            algorithm,
                            "-dname",
                            "CN=" + host,
                            "-ext",
                            "san=dns:" + host,
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            "password")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            Files.delete(file);
            Files.delete(directory);
            String chain = pem("CERTIFICATE", store.getCertificate("a").getEncoded());
            String key = pem("PRIVATE KEY", store.getKey("a", PASSWORD).getEncoded());
            return new ServerCertificate(
                    "default/" + host, HexFormat.of().toHexDigits((chain + key).hashCode()), chain, key);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] encoded) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + type
                + "-----\n";
    }
}
