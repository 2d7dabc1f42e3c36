package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RetryConstraint;
import dev.sluice.routing.RetryPolicy;
import io.vertx.core.http.HttpMethod;

/** The tries that one request has left. */
final class Retrying {
    private static final String GRPC_UNAVAILABLE = "14";
    private static final int MOST_DOUBLINGS = 16;

    private final Worker worker;
    private final RetryPolicy policy;
    private final Backend.Service to;
    private final EndpointKey backend;
    private final boolean grpc;
    private int made;
    private boolean counted;
    private boolean exhausted;
    private boolean ended;

    Retrying(Worker worker, RetryPolicy policy, Backend.Service to, boolean grpc) {
        this.worker = worker;
        this.policy = policy;
        this.to = to;
        this.backend = to.endpoints();
        this.grpc = grpc;
        worker.retryBudgets().begin(backend);
    }

    /** Whether there may be another try at all, be it only because an endpoint did not take the request. */
    boolean allowsAny() {
        return policy.attempts() > 0;
    }

    /** Whether a response asks for another try: by its code, or because a gRPC service did not take the call. */
    boolean wants(UpstreamResponse response) {
        return policy.lists(response.status())
                || (grpc && GRPC_UNAVAILABLE.equals(response.headers().get("grpc-status")));
    }

    /** Whether a request may be repeated that a backend did not answer in time. */
    boolean mayRepeatLate(HttpMethod method) {
        return isIdempotent(method) || policy.lists(504);
    }

    /** Whether a request may be repeated whose connection broke when the backend may have begun to act on it. */
    boolean mayRepeatLost(HttpMethod method) {
        return isIdempotent(method) && policy.lists(502);
    }

    /** RFC 9110, section 9.2.2. */
    static boolean isIdempotent(HttpMethod method) {
        return method == HttpMethod.GET
                || method == HttpMethod.HEAD
                || method == HttpMethod.OPTIONS
                || method == HttpMethod.PUT
                || method == HttpMethod.DELETE;
    }

    /**
     * Takes one try.
     *
     * @param untouched whether the next try goes to an endpoint that has not failed yet and none has got the request:
     *     then there is nothing to wait for, unless the rule says so
     * @return how long to wait in milliseconds, or {@link Failover#NEVER}
     */
    long next(boolean untouched) {
        if (made >= policy.attempts()) {
            return Failover.NEVER;
        }
        RetryConstraint constraint = to.retries();
        if (constraint != null) {
            exhausted = !worker.retryConstraints().take(to, constraint, System.nanoTime());
        } else if (!counted && !worker.retryBudgets().take(backend)) {
            return Failover.NEVER;
        }
        if (exhausted) {
            return Failover.NEVER;
        }
        counted |= constraint == null;
        made++;
        if (policy.backoff() == RetryPolicy.UNSPECIFIED && untouched) {
            return 0;
        }
        ProxySettings.Retries settings = worker.settings().retries();
        long base =
                policy.backoff() == RetryPolicy.UNSPECIFIED ? settings.backoff().toMillis() : policy.backoff();
        long most = Math.max(base, settings.mostBackoff().toMillis());
        long interval = Math.min(most, base << Math.min(made - 1, MOST_DOUBLINGS));
        return interval + worker.random().nextLong(interval / 4 + 1);
    }

    /** Whether there would have been another try if the policy for the backend allowed it. */
    boolean isExhausted() {
        return exhausted;
    }

    void end() {
        if (!ended) {
            ended = true;
            worker.retryBudgets().end(backend, counted);
        }
    }
}
