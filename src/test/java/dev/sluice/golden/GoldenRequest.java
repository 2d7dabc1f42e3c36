package dev.sluice.golden;

import java.util.List;
import java.util.Map;

/**
 * A request of a golden case, as {@code requests.yaml} has it.
 *
 * @param gateway {@code namespace/name}; null for the only Gateway of the case
 * @param port the listener port, 80 if not given
 * @param sni the server name of the TLS handshake; null on a cleartext port, or if the client sends none
 * @param path with query
 */
public record GoldenRequest(
        String gateway, int port, String sni, String host, String method, String path, List<Header> headers) {
    public record Header(String name, String value) {}

    static GoldenRequest read(Map<String, Object> map) {
        List<Header> headers = ((Map<?, ?>) map.getOrDefault("headers", Map.of()))
                .entrySet().stream()
                        .flatMap(entry -> (entry.getValue() instanceof List<?> many ? many : List.of(entry.getValue()))
                                .stream().map(value -> new Header(entry.getKey().toString(), value.toString())))
                        .toList();
        return new GoldenRequest(
                (String) map.get("gateway"),
                (Integer) map.getOrDefault("port", 80),
                (String) map.get("sni"),
                (String) map.getOrDefault("host", "example.com"),
                (String) map.getOrDefault("method", "GET"),
                (String) map.getOrDefault("path", "/"),
                headers);
    }
}
