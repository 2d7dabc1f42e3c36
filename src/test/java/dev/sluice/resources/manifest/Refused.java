package dev.sluice.resources.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An object that is refused.
 *
 * @param expected part of {@code line:column field: reason}
 */
record Refused(String name, String text, String expected) {
    static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata:
              name: gw
            spec:
              gatewayClassName: sluice
              listeners:
                - name: http
                  port: 80
                  protocol: HTTP
            """;
    static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: shop
            spec:
              parentRefs:
                - name: gw
              rules:
                - backendRefs:
                    - name: shop
                      port: 80
            """;
    static final String RULE = "- backendRefs:\n        - name: shop\n          port: 80";
    static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata:
              name: shop
            spec:
              ports:
                - name: http
                  port: 80
            """;
    static final String SLICE = """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: shop
            addressType: IPv4
            endpoints:
              - addresses: [10.0.0.1]
            ports:
              - port: 80
            """;
    static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata:
              name: cert
            type: kubernetes.io/tls
            data:
              tls.crt: YQ==
              tls.key: YQ==
            """;
    static final String CLASS = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata:
              name: sluice
            spec:
              controllerName: sluice.dev/gateway-controller
            """;

    static List<Refused> all() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/validation/refused.txt"), UTF_8).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Refused::parse)
                .toList();
    }

    private static Refused parse(String line) {
        String[] parts = line.split(" [|] ", 3);
        int arrow = parts[1].indexOf(" ->");
        String from = parts[1].substring(0, arrow).equals("RULE") ? RULE : parts[1].substring(0, arrow);
        String to = parts[1].substring(arrow + 3).strip().replace("\\n", "\n");
        int at = base(parts[0]).indexOf(from);
        String text = base(parts[0]).substring(0, at) + to + base(parts[0]).substring(at + from.length());
        return new Refused(parts[0] + ": " + parts[1], text, parts[2]);
    }

    private static String base(String name) {
        return switch (name) {
            case "Gateway" -> GATEWAY;
            case "HTTPRoute" -> ROUTE;
            case "Service" -> SERVICE;
            case "EndpointSlice" -> SLICE;
            case "Secret" -> SECRET;
            default -> CLASS;
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
