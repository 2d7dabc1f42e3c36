package dev.sluice.routing;

import java.util.List;

/**
 * Who is asked whether a request may pass.
 *
 * @param protocol how
 * @param requestHeaders lower-case names of the client's headers that are shown. With HTTP they are beside Host,
 *     Authorization and the length of the body; with gRPC none means all
 * @param bodyBytes how much of the request's body is shown, in bytes; 0 for nothing. A longer body is refused
 */
public record ExternalAuth(Backend.Service backend, Protocol protocol, List<String> requestHeaders, int bodyBytes) {
    public ExternalAuth {
        requestHeaders = List.copyOf(requestHeaders);
    }

    /** How a service is asked. */
    public sealed interface Protocol {
        /**
         * By the request itself, without body or with it; 200 means that it may pass.
         *
         * @param pathPrefix put before the path; empty, or with a slash first and none last
         * @param responseHeaders lower-case names of the headers of the answer that the request to the backend gets;
         *     none means all
         */
        record Http(String pathPrefix, List<String> responseHeaders) implements Protocol {
            public Http {
                responseHeaders = List.copyOf(responseHeaders);
            }
        }

        /** By {@code envoy.service.auth.v3.Authorization/Check}. */
        record Grpc() implements Protocol {}
    }
}
