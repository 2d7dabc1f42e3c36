package dev.sluice.proxy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens the tokens of sessions: AES-256-GCM, so that a client can neither read nor change them. All replicas
 * with the same keys understand each other. Safe to use from any thread.
 */
final class SessionKeys {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    /** Longer texts are no tokens of ours. */
    private static final int MOST_CHARACTERS = 2_048;

    private final List<SecretKeySpec> keys;
    private final SecureRandom random = new SecureRandom();

    private SessionKeys(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /** @param secrets at least one; the first seals, all open */
    static SessionKeys of(List<byte[]> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("no key");
        }
        List<SecretKeySpec> keys = new ArrayList<>(secrets.size());
        for (byte[] secret : secrets) {
            keys.add(new SecretKeySpec(digest(secret), "AES"));
        }
        return new SessionKeys(keys);
    }

    /** Keys that nobody else has and that end with the process. */
    static SessionKeys random() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return of(List.of(secret));
    }

    private static byte[] digest(byte[] secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /**
     * Makes a token.
     *
     * @param purpose the token opens for this alone
     */
    String seal(String content, String purpose) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.getFirst(), nonce, purpose);
            byte[] sealed = cipher.doFinal(content.getBytes(StandardCharsets.UTF_8));
            byte[] token = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, token, NONCE_BYTES, sealed.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        } catch (GeneralSecurityException everyJdkCan) {
            throw new IllegalStateException(everyJdkCan);
        }
    }

    /** The content of a token, or null if it is not one of ours for that purpose. */
    @Nullable
    String open(String token, String purpose) {
        if (token.length() > MOST_CHARACTERS) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
        if (bytes.length < NONCE_BYTES + TAG_BITS / 8) {
            return null;
        }
        for (SecretKeySpec key : keys) {
            try {
                Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(bytes, NONCE_BYTES), purpose);
                return new String(
                        cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES), StandardCharsets.UTF_8);
            } catch (GeneralSecurityException notWithThisKey) {
                // Another key may open it.
            }
        }
        return null;
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String purpose)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
