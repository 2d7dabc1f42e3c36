package dev.sluice.proxy;

/** Carries the reason for refusing a request through Netty's decoder result. */
final class RefusedRequest extends Exception {
    private static final long serialVersionUID = 1;

    private final transient ProxyError error;

    RefusedRequest(ProxyError error) {
        super(error.toString(), null, false, false);
        this.error = error;
    }

    ProxyError error() {
        return error;
    }
}
