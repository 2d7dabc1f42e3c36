package dev.sluice.compile;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Parsed Secrets, by identity: a Secret that did not change is the same object in the next snapshot, and checking a key
 * against its certificate is dear.
 */
final class TlsSecrets {
    private Map<Secret, TlsSecret> known = new IdentityHashMap<>();
    private Map<Secret, TlsSecret> used = new IdentityHashMap<>();

    TlsSecret parse(Secret secret) {
        return used.computeIfAbsent(secret, _ -> {
            TlsSecret parsed = known.get(secret);
            return parsed == null ? TlsSecret.parse(secret) : parsed;
        });
    }

    /** Ends a compilation: what it did not use is forgotten. */
    void forgetUnused() {
        known = used;
        used = new IdentityHashMap<>();
    }
}
