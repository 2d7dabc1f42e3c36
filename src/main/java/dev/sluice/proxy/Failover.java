package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint of a backend is next, and whether there is a next one after a failure. Where nothing was sent, moving on
 * costs nothing, up to a number of endpoints; everything else is a retry, and for the rule to allow.
 */
final class Failover {
    /** No other try. */
    static final long NEVER = -1;

    private final Worker worker;
    private final EndpointChoice choice;
    private final Backend.Service backend;
    private final UpstreamTls tls;
    private final @Nullable Session session;
    private final @Nullable Retrying retrying;
    /** Where it failed in this round, which ends when that is everywhere. */
    private Set<Endpoint> failed = Set.of();
    /** Of these, who did not take the request since it was sent last. */
    private Set<Endpoint> refused = Set.of();
    /** Whether a request that an endpoint may have got was sent to another without a rule that wants it. */
    private boolean moved;

    /**
     * Where the tries of a request go.
     *
     * @param session null for none
     * @param retrying null if the rule says nothing about retries
     */
    Failover(
            Worker worker,
            EndpointChoice choice,
            Backend.Service backend,
            UpstreamTls tls,
            @Nullable Session session,
            @Nullable Retrying retrying) {
        this.worker = worker;
        this.choice = choice;
        this.backend = backend;
        this.tls = tls;
        this.session = session;
        this.retrying = retrying;
    }

    /** The endpoint for the next try, one that has not failed if there is any; null if there are none at all. */
    @Nullable
    Endpoint next() {
        return choose(worker, choice, backend, tls, session, failed);
    }

    /** The endpoint for the first try, for which nothing has to be remembered; null if there are none at all. */
    static @Nullable Endpoint first(
            Worker worker, Backend.Service backend, UpstreamTls tls, @Nullable Session session) {
        return choose(worker, worker.choice(), backend, tls, session, Set.of());
    }

    private static @Nullable Endpoint choose(
            Worker worker,
            EndpointChoice choice,
            Backend.Service backend,
            UpstreamTls tls,
            @Nullable Session session,
            Set<Endpoint> failed) {
        Endpoint[] ready = worker.endpoints().of(backend.endpoints());
        Endpoint bound = session == null ? null : session.endpoint(ready, failed);
        return bound != null ? bound : choice.choose(ready, backend.protocol(), tls, failed);
    }

    /**
     * An endpoint did not take the request: no byte of it was sent.
     *
     * @return how long to wait before the next try in milliseconds, or {@link #NEVER}
     */
    long refused(Endpoint by) {
        if (refused.isEmpty()) {
            refused = HashSet.newHashSet(2);
        }
        refused.add(by);
        boolean another = note(by);
        boolean free = another && refused.size() < worker.settings().upstreams().connectAttempts();
        if (free && (retrying == null || retrying.allowsAny())) {
            return 0;
        }
        return retry(by, another);
    }

    /**
     * An endpoint closed the connection without a word on a request that may be repeated, as one that is stopped does:
     * another one is asked, once.
     *
     * @return 0, or {@link #NEVER}
     */
    long closed(Endpoint by) {
        boolean goesOn = !moved && note(by);
        moved = true;
        return goesOn ? 0 : NEVER;
    }

    /**
     * A try failed, and the endpoint may have begun to act on it.
     *
     * @return how long to wait before the next try in milliseconds, or {@link #NEVER}
     */
    long failed(Endpoint at) {
        note(at);
        return retry(at, false);
    }

    private long retry(Endpoint after, boolean untouched) {
        long delay = retrying == null ? NEVER : retrying.next(untouched);
        if (delay != NEVER) {
            refused = Set.of();
            worker.observer().retried(after);
        }
        return delay;
    }

    /** Remembers where it failed; returns whether there is an endpoint that may take it. */
    private boolean note(Endpoint endpoint) {
        if (failed.isEmpty()) {
            failed = HashSet.newHashSet(2);
        }
        failed.add(endpoint);
        if (hasOther()) {
            return true;
        }
        failed.clear();
        failed.addAll(refused);
        failed.add(endpoint);
        return hasOther();
    }

    private boolean hasOther() {
        for (Endpoint ready : worker.endpoints().of(backend.endpoints())) {
            if (!failed.contains(ready)) {
                return true;
            }
        }
        return false;
    }
}
