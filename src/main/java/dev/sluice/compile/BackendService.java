package dev.sluice.compile;

import dev.sluice.resources.XBackend;
import java.util.Map;

/**
 * The Service that has to be there so that Kubernetes finds the endpoints of an XBackend that selects pods
 * (GEP-4894, Service Backing). Nobody is to use it for anything else.
 *
 * @param backend the XBackend's name
 * @param label the value of {@link XBackend#LABEL}
 * @param uid of the XBackend, which owns the Service
 */
public record BackendService(
        String namespace, String backend, String label, String uid, Map<String, String> selector, int port) {
    private static final int LONGEST_PREFIX = 40;

    public BackendService {
        selector = Map.copyOf(selector);
    }

    /** With what its name begins. */
    public String namePrefix() {
        String form = "xb-" + backend.replace('.', '-');
        return (form.length() > LONGEST_PREFIX ? form.substring(0, LONGEST_PREFIX) : form) + "-";
    }

    /**
     * Its name. Nobody is to rely on it in the DNS, so it is another one whenever the XBackend is made anew; of one
     * XBackend it is always the same, so that two writers do not make two.
     */
    public String name() {
        return namePrefix() + Fingerprint.of(uid).substring(0, 10);
    }
}
