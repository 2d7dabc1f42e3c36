package dev.sluice.golden;

import dev.sluice.routing.PortBinding;
import dev.sluice.routing.SocketKey.Transport;
import java.util.List;
import java.util.Map;

/**
 * A request of a golden case, as {@code requests.yaml} has it.
 *
 * @param gateway {@code namespace/name}; null for the only Gateway of the case
 * @param port the listener port, 80 if not given
 * @param transport TCP if not given. On a TCP listener, or behind TLS on one of a TLSRoute, the request is bytes like
 *     any others; on a UDP listener nothing of it is looked at
 * @param sni the server name of the TLS handshake; null on a cleartext port, or if the client sends none
 * @param path with query
 */
public record GoldenRequest(
        String gateway,
        int port,
        Transport transport,
        String sni,
        String host,
        String method,
        String path,
        List<Header> headers) {
    public record Header(String name, String value) {}

    /** Whether it is sent to a port. */
    boolean isTo(PortBinding binding) {
        return binding.listenerPort() == port
                && binding.socket().transport() == transport
                && (gateway == null || gateway.equals(binding.gateway()));
    }

    static GoldenRequest read(Map<String, Object> map) {
        List<Header> headers = ((Map<?, ?>) map.getOrDefault("headers", Map.of()))
                .entrySet().stream()
                        .flatMap(entry -> (entry.getValue() instanceof List<?> many ? many : List.of(entry.getValue()))
                                .stream().map(value -> new Header(entry.getKey().toString(), value.toString())))
                        .toList();
        return new GoldenRequest(
                (String) map.get("gateway"),
                (Integer) map.getOrDefault("port", 80),
                Transport.valueOf((String) map.getOrDefault("transport", "TCP")),
                (String) map.get("sni"),
                (String) map.getOrDefault("host", "example.com"),
                (String) map.getOrDefault("method", "GET"),
                (String) map.getOrDefault("path", "/"),
                headers);
    }
}
