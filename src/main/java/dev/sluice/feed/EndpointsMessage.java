package dev.sluice.feed;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Live endpoints.
 *
 * @param endpoints of some Service ports; the lists of others stay as they are
 */
record EndpointsMessage(Map<EndpointKey, List<Endpoint>> endpoints) {
    Frame frame() {
        JsonObject json = new JsonObject();
        endpoints.forEach((key, list) -> json.put(
                key.toString(),
                new JsonArray(list.stream().map(Endpoint::toString).toList())));
        return new Frame(Frame.Type.ENDPOINTS, json.toBuffer().getBytes());
    }

    static EndpointsMessage read(Frame frame) throws IOException {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(frame.content()));
            Map<EndpointKey, List<Endpoint>> endpoints = new LinkedHashMap<>();
            for (String key : json.fieldNames()) {
                List<Endpoint> list = new ArrayList<>();
                for (Object endpoint : json.getJsonArray(key)) {
                    list.add(Endpoint.parse(String.valueOf(endpoint)));
                }
                endpoints.put(EndpointKey.parse(key), list);
            }
            return new EndpointsMessage(endpoints);
        } catch (DecodeException | ClassCastException | IllegalArgumentException malformed) {
            throw new IOException("endpoints that cannot be read: " + malformed.getMessage(), malformed);
        }
    }
}
