package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.Selection;
import dev.sluice.routing.SpanProperty;
import dev.sluice.routing.Tracing;
import dev.sluice.routing.request.TraceContext;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The part of a trace that a request is on its way through here: a span of the request itself, and one of each try to
 * have it answered by a backend. If it is not recorded, backends are told so.
 */
final class RequestTrace {
    private final Tracing tracing;
    private final Worker worker;
    private final UpstreamTls tls;
    private final RandomGenerator random;
    private final RequestFacts request;
    private final @Nullable TraceContext parent;
    private final TraceContext own;
    private final long started;
    private final long startedEpoch;
    private @Nullable TrySpan attempt;
    private @Nullable Integer grpcStatus;
    private int tries;

    private RequestTrace(Worker worker, Tracing tracing, UpstreamTls tls, RequestFacts request, long started) {
        this.worker = worker;
        this.tracing = tracing;
        this.tls = tls;
        this.random = worker.random();
        this.request = request;
        this.started = started;
        TraceContext client = TraceHeaders.read(request.head().headers());
        this.parent = client;
        boolean sampled = isSampled(tracing, client, random);
        this.own = client == null
                ? new TraceContext(random.nextLong(), id(random), id(random), sampled)
                : new TraceContext(client.high(), client.low(), id(random), sampled);
        this.startedEpoch = epochNanos() - (System.nanoTime() - started);
    }

    /**
     * Begins.
     *
     * @param started when the request did, by {@link System#nanoTime}
     * @return null if the Gateway's requests are not traced
     */
    static @Nullable RequestTrace begin(
            Worker worker,
            ServedPort port,
            DownstreamRequest request,
            RequestHead head,
            DownstreamConnection connection,
            long started) {
        Tracing tracing = port.binding().tracing();
        if (tracing == null) {
            return null;
        }
        return new RequestTrace(
                worker,
                tracing,
                port.tlsOf(tracing.collector().backend()),
                new RequestFacts(request, head, connection, port.listenerPort()),
                started);
    }

    private static boolean isSampled(Tracing tracing, @Nullable TraceContext client, RandomGenerator random) {
        Tracing.Share share = tracing.share(client);
        return share.numerator() >= share.denominator() || random.nextInt(share.denominator()) < share.numerator();
    }

    /** Any but 0. */
    private static long id(RandomGenerator random) {
        long id;
        do {
            id = random.nextLong();
        } while (id == 0);
        return id;
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    long toEpoch(long nanos) {
        return startedEpoch + (nanos - started);
    }

    /** A rule is chosen, or none. */
    void selected(Selection selection) {
        if (selection instanceof Candidate candidate) {
            request.matched(candidate.match().path());
        }
    }

    /** Says in a request, which is made because of this one, where it comes from. */
    void writeTo(Headers headers) {
        TraceHeaders.write(own, headers, parent != null);
    }

    /**
     * A try begins, whose request says so.
     *
     * @return null if it is not recorded
     */
    @Nullable
    TrySpan tries(UpstreamRequest head, Backend.Service backend, Endpoint endpoint) {
        if (!own.sampled()) {
            return null;
        }
        if (attempt != null) {
            attempt.cancelled();
        }
        TraceContext context = new TraceContext(own.high(), own.low(), id(random), true);
        TraceHeaders.write(context, head.headers(), parent != null);
        attempt = new TrySpan(this, context, head, backend, endpoint, tries++);
        return attempt;
    }

    RequestFacts request() {
        return request;
    }

    /** A try is over. */
    void add(TrySpan over, SpanEncoder.Frame frame, SpanProperty[] usual) {
        grpcStatus = over.grpcStatus();
        export(SpanEncoder.encode(frame, over, usual, tracing));
    }

    private void export(byte[] span) {
        worker.spans().to(tracing.collector(), tls).add(span);
    }

    long span() {
        return own.span();
    }

    /** The client's, which goes on unchanged. */
    String traceState() {
        return parent == null ? "" : String.join(",", request.head().headers().getAll("tracestate"));
    }

    /** The request is over. */
    void finish(RequestSummary summary, @Nullable MultiMap responseHeaders) {
        if (!own.sampled()) {
            return;
        }
        if (attempt != null) {
            attempt.end();
        }
        ServerSpan span = new ServerSpan(request, summary, responseHeaders, grpcStatus);
        export(SpanEncoder.encode(
                new SpanEncoder.Frame(
                        own,
                        parent == null ? null : parent.span(),
                        true,
                        traceState(),
                        tracing.spanName().isEmpty() ? span.name() : tracing.spanName(),
                        SpanEncoder.SERVER,
                        startedEpoch,
                        startedEpoch + summary.durationNanos(),
                        span.failed()),
                span,
                ServerSpan.USUAL,
                tracing));
    }
}
