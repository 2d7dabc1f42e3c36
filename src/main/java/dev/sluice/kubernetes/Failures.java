package dev.sluice.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What a failed request says to a person, in one line. */
final class Failures {
    private Failures() {}

    /** The API server's own message if it answered, else the cause that lies deepest. */
    static String describe(Throwable failure) {
        Throwable cause = failure;
        while (true) {
            if (cause instanceof KubernetesClientException refused
                    && refused.getStatus() != null
                    && refused.getStatus().getMessage() != null) {
                return refused.getStatus().getMessage();
            }
            if (cause.getCause() == null || cause.getCause().equals(cause)) {
                return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            }
            cause = cause.getCause();
        }
    }
}
