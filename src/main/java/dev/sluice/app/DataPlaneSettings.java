package dev.sluice.app;

import dev.sluice.proxy.ProxySettings;
import dev.sluice.routing.request.EncodedSlashes;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Behaviour of the data plane. */
public interface DataPlaneSettings {
    /** How many event loops carry the traffic. The default is one for each processor of the container. */
    @WithDefault("${dev.sluice.processors:2}")
    int eventLoops();

    /**
     * How long the data plane of a cluster goes on as ever after readiness has turned false, so that whoever routes to
     * this replica has noticed. Without a cluster it does not.
     */
    @WithDefault("5s")
    Duration drainDelay();

    /**
     * How long requests, connections and flows of datagrams may then go on before the process ends. Connections that
     * still come are served, a request each, until none has come for a second.
     */
    @WithDefault("30s")
    Duration drainTimeout();

    /**
     * TLS by {@code jdk} or {@code openssl} (BoringSSL); {@code auto} takes BoringSSL where it can be loaded. What is not
     * HTTP inside of TLS is always left to the JDK, which lets one side end before the other.
     */
    @WithDefault("auto")
    ProxySettings.TlsEngine tlsEngine();

    Limits limits();

    Times times();

    Paths paths();

    Forwarding forwarding();

    Upstreams upstreams();

    Buffers buffers();

    Retries retries();

    Mirrors mirrors();

    Authorization authorization();

    Tracing tracing();

    Datagrams datagrams();

    Hosts hosts();

    /** What a client may ask for. */
    interface Limits {
        /** All header lines of a request or response together, in bytes; more is 431. */
        @WithDefault("65536")
        int headerBytes();

        /** Header lines of a request; more is 431. */
        @WithDefault("200")
        int headers();

        /** Method, target and version together, in bytes; more is 414. */
        @WithDefault("16384")
        int requestLineBytes();

        /** Open connections of one listening socket; more are closed at once. */
        @WithDefault("20000")
        int connectionsPerSocket();

        /** Open connections of all listening sockets together; more are closed at once. */
        @WithDefault("50000")
        int connections();

        /** Open requests of one HTTP/2 connection. */
        @WithDefault("250")
        int concurrentStreams();

        /** Streams that a client may reset within 30 seconds before its connection is closed. */
        @WithDefault("400")
        int resetsPerWindow();

        /**
         * How many bytes a second of a request body must come on average, once it had as long as a header may take;
         * then 408. Not for gRPC; 0 for no limit.
         */
        @WithDefault("50")
        int bodyBytesPerSecond();
    }

    /** How long things may take, beside the timeouts of routes. */
    interface Times {
        /** From the first byte of a request to the end of its header, and for the TLS handshake; then 408. */
        @WithDefault("30s")
        Duration head();

        /** A client connection without a request. */
        @WithDefault("75s")
        Duration keepAlive();

        /** A request or response of which no byte moves in either direction. */
        @WithDefault("5m")
        Duration streamIdle();

        /** An upgraded connection, or one of a TCPRoute or TLSRoute, on which no byte moves in either direction. */
        @WithDefault("1h")
        Duration tunnelIdle();

        /** How long the requests of a listener that was removed may go on. */
        @WithDefault("30s")
        Duration drain();
    }

    /**
     * What is done to paths before they are matched and forwarded. Dot segments are always resolved and
     * percent-encoded unreserved characters always decoded (RFC 3986, section 6.2.2).
     */
    interface Paths {
        /** Whether {@code //} becomes {@code /}. */
        @WithDefault("true")
        boolean mergeSlashes();

        /**
         * What {@code %2F} becomes: {@code keep} leaves it, and it separates nothing; {@code decode} makes it a
         * slash before the path is matched; {@code refuse} answers 400.
         */
        @WithDefault("keep")
        EncodedSlashes encodedSlashes();
    }

    /** What the backend is told about the client. */
    interface Forwarding {
        /** Whether to send X-Forwarded-For, -Proto, -Host and -Port. */
        @WithDefault("true")
        boolean xForwarded();

        /** Whether to send Forwarded (RFC 7239). */
        @WithDefault("false")
        boolean forwarded();

        /**
         * How many proxies in front of this one are trusted: that many entries of their X-Forwarded-For and
         * Forwarded are kept, and with 0 nothing that the client says of itself.
         */
        @WithDefault("0")
        int trustedHops();

        /**
         * What happens to X-Request-Id: {@code off} nothing, {@code keep} the client's is kept and a missing one
         * generated, {@code replace} always generated anew.
         */
        @WithDefault("keep")
        ProxySettings.RequestIds requestIds();

        /** The pseudonym for the Via header of requests (RFC 9110, section 7.6.3); empty for none. */
        @WithDefault("sluice")
        Optional<String> via();

        /** Whether responses get a Via header too. */
        @WithDefault("false")
        boolean viaInResponses();

        /**
         * Whether to send Client-Cert (RFC 9440) with the certificate that a client has shown to a listener that
         * validates it. Then Client-Cert and Client-Cert-Chain of requests are always removed. Not sent with
         * {@code AllowInsecureFallback}, because nothing vouches for the certificate.
         */
        @WithDefault("false")
        boolean clientCertificate();
    }

    /** How backends are spoken to. Counts are per endpoint and event loop. */
    interface Upstreams {
        /** Limit for establishing a connection, and for waiting for a free one. */
        @WithDefault("5s")
        Duration connect();

        /** How many endpoints are tried before giving up if none takes the connection. */
        @WithDefault("3")
        int connectAttempts();

        /** Open connections. */
        @WithDefault("1024")
        int connections();

        /** Requests that wait for a free connection; more are 503. */
        @WithDefault("1024")
        int waiting();

        /** Concurrent requests on one HTTP/2 connection. */
        @WithDefault("100")
        int streams();

        /** How long an unused connection is kept. */
        @WithDefault("60s")
        Duration idle();

        /**
         * How the endpoint is chosen: {@code least-pending}, of two drawn at random the one with fewer requests,
         * or {@code round-robin}.
         */
        @WithDefault("least-pending")
        ProxySettings.Balancing balancing();
    }

    /** What is kept of request bodies beside what is being forwarded, for retries and mirrors. */
    interface Buffers {
        /**
         * Of one request for its retries, and for each of its mirrors, in bytes. A longer body has one try; a
         * mirror that falls further behind is given up.
         */
        @WithDefault("262144")
        int body();

        /** Of all requests of an event loop together, in bytes. */
        @WithDefault("33554432")
        long bodies();
    }

    /** How requests are repeated that a rule wants repeated. The budget is per backend and event loop. */
    interface Retries {
        /** How many of the requests under way may be repeated ones, in percent. */
        @WithDefault("20")
        int percent();

        /** How many may be in any case. */
        @WithDefault("10")
        int least();

        /** The base of the time between two tries where the rule does not say. It doubles with each. */
        @WithDefault("25ms")
        Duration backoff();

        /** What it grows to, if the base is not greater. */
        @WithDefault("5s")
        Duration mostBackoff();
    }

    /** The copies of requests that mirrors get. */
    interface Mirrors {
        /** Copies under way, per event loop; more are not sent. */
        @WithDefault("1024")
        int concurrent();

        /** How long a mirror may take to answer a copy that it has got; then it is cut. */
        @WithDefault("10s")
        Duration answer();
    }

    /** How authorization services ({@code ExternalAuth}) are asked. */
    interface Authorization {
        /** How long one may take; then the request is refused. */
        @WithDefault("5s")
        Duration answer();

        /** The body of its answer, in bytes; of a longer one the client gets nothing. */
        @WithDefault("65536")
        int answerBytes();
    }

    /** How the spans of requests are sent that an XTelemetryPolicy asks for. Counts are per collector and event loop. */
    interface Tracing {
        /** How many may wait to be sent, of 1,024 bytes each on average; more are dropped. */
        @WithDefault("4096")
        int spans();

        /** How many are sent together; as soon as there are so many they are. */
        @WithDefault("512")
        int batch();

        /** How long a span waits for others to be sent with. */
        @WithDefault("1s")
        Duration delay();

        /** How long a collector may take for a batch; then it is sent again, a few times. */
        @WithDefault("10s")
        Duration answer();
    }

    /**
     * How datagrams are carried. Those from one client address and port to one listener are a flow, which stays
     * with its endpoint.
     */
    interface Datagrams {
        /**
         * Open flows of all ports together, each with a socket of its own towards its endpoint. Beyond them the one
         * of the same port that has been silent for longest among those whose client has not yet answered a reply is
         * given up, and without such a one the new flow is refused. A port that has less than its equal share gets it
         * from the one that has most, so that a flood of one port starves no other.
         */
        @WithDefault("10000")
        int flows();

        /** A flow without a datagram in either direction. */
        @WithDefault("60s")
        Duration idle();
    }

    /** How the hosts outside of the cluster are found that XBackends name. */
    interface Hosts {
        /**
         * The DNS servers to ask, each an IP address, with a port if it is not 53. The default is those of the system,
         * {@code /etc/resolv.conf}.
         */
        Optional<List<String>> servers();

        /** How long a server may take to answer. */
        @WithDefault("3s")
        Duration answer();

        /**
         * How long an answer counts at least, whatever its time to live; and the time before a name is asked for again
         * that had no answer, which doubles with each failure. The last addresses are kept meanwhile.
         */
        @WithDefault("2s")
        Duration shortest();

        /** How long an answer counts at most. */
        @WithDefault("5m")
        Duration longest();

        /** How many hosts are followed; more are not asked for, and requests to them are 503. */
        @WithDefault("1000")
        int hosts();

        /**
         * Whether a name may stand for loopback and link-local addresses: those of the proxy itself, and of the metadata
         * services of clouds. Only where everybody who may write XBackends may reach these anyway.
         */
        @WithDefault("false")
        boolean local();
    }
}
