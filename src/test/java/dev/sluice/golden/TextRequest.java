package dev.sluice.golden;

import dev.sluice.routing.RequestView;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;

/** A {@link GoldenRequest} as the data plane would show it to the table; its path is normal already. */
record TextRequest(GoldenRequest request) implements RequestView {
    @Override
    public String host() {
        String host = request.host().toLowerCase(Locale.ROOT);
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String path() {
        int query = request.path().indexOf('?');
        return query < 0 ? request.path() : request.path().substring(0, query);
    }

    @Override
    public String header(String name) {
        String values = request.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(GoldenRequest.Header::value)
                .collect(Collectors.joining(","));
        return request.headers().stream().anyMatch(header -> header.name().equalsIgnoreCase(name)) ? values : null;
    }

    @Override
    public String queryParam(String name) {
        int query = request.path().indexOf('?');
        if (query >= 0) {
            for (String pair : request.path().substring(query + 1).split("&")) {
                String[] parts = pair.split("=", 2);
                if (URLDecoder.decode(parts[0], StandardCharsets.UTF_8).equals(name)) {
                    return parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
                }
            }
        }
        return null;
    }
}
