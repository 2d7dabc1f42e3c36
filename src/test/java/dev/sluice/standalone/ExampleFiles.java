package dev.sluice.standalone;

/** What standalone mode is given to serve in tests: a Gateway on one port, and one Service. */
public final class ExampleFiles {
    private ExampleFiles() {}

    /**
     * The Gateway {@code gateway} and the Service {@code backend}.
     *
     * @param backend the port of its endpoint on the loopback address
     */
    public static String gateway(int port, int backend) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: gateway}
                spec:
                  gatewayClassName: sluice
                  listeners: [{name: http, port: %d, protocol: HTTP}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: backend}
                spec: {ports: [{port: 80}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: backend-1, labels: {kubernetes.io/service-name: backend}}
                addressType: IPv4
                endpoints: [{addresses: [127.0.0.1]}]
                ports: [{port: %d}]
                """.formatted(port, backend);
    }

    /** An HTTPRoute of all requests for a host to {@code backend}; its answers are marked by a header. */
    public static String route(String name, String hostname, int version) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %s}
                spec:
                  parentRefs: [{name: gateway}]
                  hostnames: ["%s"]
                  rules:
                    - filters:
                        - type: ResponseHeaderModifier
                          responseHeaderModifier: {set: [{name: X-Version, value: "%d"}]}
                      backendRefs: [{name: backend, port: 80}]
                """.formatted(name, hostname, version);
    }
}
