package dev.sluice.golden;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is to become of a {@link GoldenRequest}. Parts that are null or empty are not asserted.
 *
 * @param status the response's status; for a TLS handshake that is to be refused 0
 * @param rule the rule that takes it, as {@code HTTPRoute/namespace/name/index-or-name}
 * @param backends the weights by backend, as {@code namespace/service:port}, or {@code invalid}
 * @param forwarded what the backend sees: {@code path} with query, {@code host}, and headers as {@code header.name};
 *     an empty value for a header that must not be there
 * @param response headers of the response by lower-case name; an empty value for one that must not be there
 */
public record GoldenExpectation(
        int status,
        String rule,
        Map<String, Integer> backends,
        Map<String, String> forwarded,
        Map<String, String> response) {

    @SuppressWarnings("unchecked")
    static GoldenExpectation read(Map<String, Object> map) {
        Map<String, Integer> backends = new LinkedHashMap<>();
        if (map.containsKey("backend")) {
            backends.put((String) map.get("backend"), 1);
        }
        backends.putAll((Map<String, Integer>) map.getOrDefault("backends", Map.of()));
        return new GoldenExpectation(
                (Integer) map.getOrDefault("status", backends.size() == 1 ? 200 : -1),
                (String) map.get("rule"),
                backends,
                (Map<String, String>) map.getOrDefault("forwarded", Map.of()),
                (Map<String, String>) map.getOrDefault("response", Map.of()));
    }

    /** Whether the status is asserted. */
    public boolean hasStatus() {
        return status >= 0;
    }
}
