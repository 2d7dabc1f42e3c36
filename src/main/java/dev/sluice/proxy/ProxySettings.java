package dev.sluice.proxy;

import dev.sluice.routing.request.EncodedSlashes;
import dev.sluice.routing.request.PathNormalisation;
import java.time.Duration;
import java.util.List;

/** Everything about the data plane that can be set. Each group has its defaults. */
public record ProxySettings(
        Limits limits,
        Times times,
        Paths paths,
        Forwarding forwarding,
        Upstreams upstreams,
        Buffers buffers,
        Retries retries,
        Mirrors mirrors,
        Authorization authorization,
        Tracing tracing,
        Datagrams datagrams,
        Hosts hosts,
        TlsEngine tlsEngine) {

    public static ProxySettings defaults() {
        return new ProxySettings(
                Limits.defaults(),
                Times.defaults(),
                Paths.defaults(),
                Forwarding.defaults(),
                Upstreams.defaults(),
                Buffers.defaults(),
                Retries.defaults(),
                Mirrors.defaults(),
                Authorization.defaults(),
                Tracing.defaults(),
                Datagrams.defaults(),
                Hosts.defaults(),
                TlsEngine.AUTO);
    }

    /** These settings with one group in the place of its namesake. */
    public ProxySettings with(Group changed) {
        return new ProxySettings(
                changed instanceof Limits it ? it : limits,
                changed instanceof Times it ? it : times,
                changed instanceof Paths it ? it : paths,
                changed instanceof Forwarding it ? it : forwarding,
                changed instanceof Upstreams it ? it : upstreams,
                changed instanceof Buffers it ? it : buffers,
                changed instanceof Retries it ? it : retries,
                changed instanceof Mirrors it ? it : mirrors,
                changed instanceof Authorization it ? it : authorization,
                changed instanceof Tracing it ? it : tracing,
                changed instanceof Datagrams it ? it : datagrams,
                changed instanceof Hosts it ? it : hosts,
                changed instanceof TlsEngine it ? it : tlsEngine);
    }

    /** What is set together. */
    public sealed interface Group {}

    /**
     * What a client may ask for.
     *
     * @param headerBytes all header lines of a request or response together, in bytes; more is 431. Default 65,536.
     * @param headers header lines of a request; more is 431. Default 200.
     * @param requestLineBytes method, target and version together, in bytes; more is 414. Default 16,384.
     * @param connectionsPerSocket open connections of one listening socket; more are closed at once. Default 20,000.
     * @param connections open connections of all sockets together; more are closed at once. Default 50,000.
     * @param concurrentStreams open requests of one HTTP/2 connection. Default 250.
     * @param resetsPerWindow streams that a client may reset within 30 seconds before its connection is closed (CVE-2023-44487).
     *     Default 400.
     * @param bodyBytesPerSecond how fast a request body must come on average, once it had as long as a header may take;
     *     then 408. Not for gRPC; 0 for no limit. Default 50.
     */
    public record Limits(
            int headerBytes,
            int headers,
            int requestLineBytes,
            int connectionsPerSocket,
            int connections,
            int concurrentStreams,
            int resetsPerWindow,
            int bodyBytesPerSecond)
            implements Group {
        public static Limits defaults() {
            return new Limits(65_536, 200, 16_384, 20_000, 50_000, 250, 400, 50);
        }
    }

    /**
     * How long things may take, beside the time-outs of routes.
     *
     * @param head from the first byte of a request to the end of its header, and for the TLS handshake; then 408 and
     *     close. Default 30 s.
     * @param keepAlive a client connection without a request. Default 75 s.
     * @param streamIdle a request or response of which no byte moves in either direction. Default 5 min.
     * @param tunnelIdle an upgraded connection, or one of a TCPRoute or TLSRoute, on which no byte moves in either
     *     direction. Default 1 h.
     * @param drain how long the requests of a closed listener may go on. Default 30 s.
     */
    public record Times(Duration head, Duration keepAlive, Duration streamIdle, Duration tunnelIdle, Duration drain)
            implements Group {
        public static Times defaults() {
            return new Times(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(75),
                    Duration.ofMinutes(5),
                    Duration.ofHours(1),
                    Duration.ofSeconds(30));
        }
    }

    /**
     * What is done to paths before they are matched and forwarded. Dot segments are always resolved and
     * percent-encoded unreserved characters always decoded (RFC 3986, section 6.2.2).
     *
     * @param mergeSlashes whether {@code //} becomes {@code /}. Default true.
     * @param encodedSlashes what {@code %2F} (and for REFUSE {@code %5C}) becomes. Default KEEP.
     */
    public record Paths(boolean mergeSlashes, EncodedSlashes encodedSlashes) implements Group {
        public static Paths defaults() {
            return new Paths(true, EncodedSlashes.KEEP);
        }

        public PathNormalisation normalisation() {
            return new PathNormalisation(mergeSlashes, encodedSlashes);
        }
    }

    /**
     * What the backend is told about the client.
     *
     * @param xForwarded whether to send X-Forwarded-For, -Proto, -Host and -Port. Default true.
     * @param forwarded whether to send Forwarded (RFC 7239). Default false.
     * @param trustedHops how many proxies in front of this one are trusted: that many entries of their
     *     X-Forwarded-For and Forwarded are kept, and with 0 nothing that the client says of itself. Default 0.
     * @param requestIds what happens to X-Request-Id. Default KEEP.
     * @param via the pseudonym for the Via header of requests (RFC 9110, section 7.6.3), empty for none. Default
     *     {@code sluice}.
     * @param viaInResponses whether responses get it too. Default false.
     * @param clientCertificate whether to send Client-Cert (RFC 9440) with the certificate that a client has shown to a
     *     listener that validates it; what a client says of itself there is removed then. Default false.
     */
    public record Forwarding(
            boolean xForwarded,
            boolean forwarded,
            int trustedHops,
            RequestIds requestIds,
            String via,
            boolean viaInResponses,
            boolean clientCertificate)
            implements Group {
        public static Forwarding defaults() {
            return new Forwarding(true, false, 0, RequestIds.KEEP, "sluice", false, false);
        }
    }

    /** What is done about X-Request-Id. */
    public enum RequestIds {
        /** Nothing. */
        OFF,
        /** The client's is kept, a missing one generated. */
        KEEP,
        /** Always generated anew. */
        REPLACE
    }

    /**
     * How backends are spoken to. Counts are per endpoint and event loop.
     *
     * @param connect limit for establishing a connection, and for waiting for a free one. Default 5 s.
     * @param connectAttempts how many endpoints are tried before giving up if none takes the connection. Nothing has
     *     been sent then, so every request may move on. Default 3.
     * @param connections open connections. Default 1,024.
     * @param waiting requests that wait for a free connection; more are 503. Default 1,024.
     * @param streams concurrent requests on one HTTP/2 connection. Default 100.
     * @param idle how long an unused connection is kept, less if the backend says so (Keep-Alive: timeout). Default
     *     60 s.
     * @param balancing how the endpoint is chosen. Default LEAST_PENDING.
     */
    public record Upstreams(
            Duration connect,
            int connectAttempts,
            int connections,
            int waiting,
            int streams,
            Duration idle,
            Balancing balancing)
            implements Group {
        public static Upstreams defaults() {
            return new Upstreams(
                    Duration.ofSeconds(5), 3, 1_024, 1_024, 100, Duration.ofSeconds(60), Balancing.LEAST_PENDING);
        }
    }

    /**
     * What is kept of request bodies beside what is being forwarded, for retries and mirrors.
     *
     * @param body of one request for its retries, and for each of its mirrors, in bytes. A longer body has one try; a
     *     mirror that falls further behind is given up. Default 262,144.
     * @param bodies of all requests of an event loop together, in bytes. Default 33,554,432.
     */
    public record Buffers(int body, long bodies) implements Group {
        public static Buffers defaults() {
            return new Buffers(262_144, 33_554_432);
        }
    }

    /**
     * How requests are repeated that a rule wants repeated. The budget is per backend and event loop.
     *
     * @param percent how many of the requests under way may be repeated ones. Default 20.
     * @param least how many may be in any case. Default 10.
     * @param backoff the base of the time between two tries where the rule does not say. It doubles with each. Default
     *     25 ms.
     * @param mostBackoff what it grows to, if the base is not greater. Default 5 s.
     */
    public record Retries(int percent, int least, Duration backoff, Duration mostBackoff) implements Group {
        public static Retries defaults() {
            return new Retries(20, 10, Duration.ofMillis(25), Duration.ofSeconds(5));
        }
    }

    /**
     * The copies of requests that mirrors get.
     *
     * @param concurrent copies under way, per event loop; more are not sent. Default 1,024.
     * @param answer how long a mirror may take to answer a copy that it has got; then it is cut. Default 10 s.
     */
    public record Mirrors(int concurrent, Duration answer) implements Group {
        public static Mirrors defaults() {
            return new Mirrors(1_024, Duration.ofSeconds(10));
        }
    }

    /**
     * How authorization services are asked.
     *
     * @param answer how long one may take; then the request is refused. Default 5 s.
     * @param answerBytes the body of its answer; of a longer one the client gets nothing. Default 65,536.
     */
    public record Authorization(Duration answer, int answerBytes) implements Group {
        public static Authorization defaults() {
            return new Authorization(Duration.ofSeconds(5), 65_536);
        }
    }

    /**
     * How spans are sent. Counts are per collector and event loop.
     *
     * @param spans how many may wait, of 1,024 bytes each on average; more are dropped. Default 4,096.
     * @param batch how many are sent together, at once when there are as many. Default 512.
     * @param delay how long one waits for others. Default 1 s.
     * @param answer how long a collector may take for a batch; then it is sent again. Default 10 s.
     */
    public record Tracing(int spans, int batch, Duration delay, Duration answer) implements Group {
        public static Tracing defaults() {
            return new Tracing(4_096, 512, Duration.ofSeconds(1), Duration.ofSeconds(10));
        }
    }

    /**
     * How datagrams are carried. Those from one client address and port to one listener are a flow, which stays with its
     * endpoint.
     *
     * @param flows open flows of all sockets together, each with a socket of its own towards its endpoint; beyond them
     *     the one of the same port that has been silent for longest among those whose client has not yet answered a reply
     *     is given up, and without such a one the new flow is refused; but a port that has less than its equal share gets
     *     it from the one that has most. Default 10,000.
     * @param idle a flow without a datagram in either direction. Default 60 s.
     */
    public record Datagrams(int flows, Duration idle) implements Group {
        public static Datagrams defaults() {
            return new Datagrams(10_000, Duration.ofSeconds(60));
        }
    }

    /**
     * How the hosts outside of the cluster are found that XBackends name.
     *
     * @param servers the DNS servers to ask, each an IP address, with a port if it is not 53; empty for the system's
     *     ({@code /etc/resolv.conf}). Default empty.
     * @param answer how long a server may take. Default 3 s.
     * @param shortest how long an answer counts at least, and the time before a name is asked for again that had no
     *     answer, which doubles with each failure. Default 2 s.
     * @param longest how long an answer counts at most. Default 5 min.
     * @param hosts of one table; more are not asked for, and answered with 503. Default 1,000.
     * @param local whether a name may stand for loopback and link-local addresses. Default false.
     */
    public record Hosts(
            List<String> servers, Duration answer, Duration shortest, Duration longest, int hosts, boolean local)
            implements Group {
        public Hosts {
            servers = List.copyOf(servers);
        }

        public static Hosts defaults() {
            return new Hosts(
                    List.of(), Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMinutes(5), 1_000, false);
        }
    }

    /** How one of several endpoints is chosen. */
    public enum Balancing {
        /** Of two drawn at random, the one with fewer requests from this event loop. */
        LEAST_PENDING,
        /** In turn, per event loop. */
        ROUND_ROBIN
    }

    /** Which implementation does TLS. */
    public enum TlsEngine implements Group {
        /** BoringSSL where it can be loaded, else the JDK. */
        AUTO,
        JDK,
        OPENSSL
    }
}
