package dev.sluice.feed;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The keys for the tokens of sessions. Those of one Gateway say nothing of those of another, or of the shared proxy. */
final class GatewaySessionKeys {
    private static final String ALGORITHM = "HmacSHA256";

    private final List<byte[]> secrets;

    GatewaySessionKeys(List<byte[]> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    List<byte[]> of(String gateway) {
        try {
            List<byte[]> keys = new ArrayList<>();
            for (byte[] secret : secrets) {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(secret, ALGORITHM));
                keys.add(mac.doFinal(("sessions of " + gateway).getBytes(StandardCharsets.UTF_8)));
            }
            return keys;
        } catch (GeneralSecurityException everyJdkCan) {
            throw new IllegalStateException(everyJdkCan);
        }
    }
}
