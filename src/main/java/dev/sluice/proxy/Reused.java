package dev.sluice.proxy;

import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;

/**
 * What tables need and is costly to make, by what it is made of: a table takes over what the one before had. Used by one
 * thread at a time.
 */
final class Reused<T> {
    /** Makes what is not there yet. */
    interface Making<T> {
        T make() throws GeneralSecurityException;
    }

    private Map<String, T> current = new HashMap<>();
    private Map<String, T> next = new HashMap<>();

    /**
     * For the next table.
     *
     * @throws GeneralSecurityException if it cannot be made
     */
    T get(String key, Making<T> making) throws GeneralSecurityException {
        T made = next.get(key);
        if (made == null) {
            made = current.get(key);
            made = made == null ? making.make() : made;
            next.put(key, made);
        }
        return made;
    }

    /** The next table is complete: forgets what it does not use. */
    void swapped() {
        current = next;
        next = new HashMap<>();
    }
}
