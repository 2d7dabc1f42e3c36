package dev.sluice.feed;

import dev.sluice.routing.ServingReport;
import dev.sluice.routing.ServingReport.ListenerFailure;
import dev.sluice.routing.SocketKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a proxy serves.
 *
 * @param revision of the {@link TableMessage}
 * @param failures of sockets
 * @param listenerFailures of listeners, by their names
 */
record ServedMessage(String revision, Map<SocketKey, String> failures, Map<String, String> listenerFailures) {
    static final ServedMessage NOTHING = new ServedMessage("", Map.of(), Map.of());

    static ServedMessage of(String revision, ServingReport report) {
        Map<String, String> listeners = new HashMap<>();
        report.listenerFailures().forEach(failure -> listeners.put(failure.listener(), failure.cause()));
        return new ServedMessage(revision, report.failures(), listeners);
    }

    /** Its failures of listeners as those of a Gateway. */
    List<ListenerFailure> listenerFailuresOf(String gateway) {
        List<ListenerFailure> list = new ArrayList<>();
        listenerFailures.forEach((listener, cause) -> list.add(new ListenerFailure(gateway, listener, cause)));
        return list;
    }

    Frame frame() {
        JsonObject sockets = new JsonObject();
        failures.forEach((socket, cause) -> sockets.put(socket.toString(), cause));
        JsonObject listeners = new JsonObject();
        listenerFailures.forEach(listeners::put);
        return new Frame(
                Frame.Type.SERVED,
                new JsonObject()
                        .put("revision", revision)
                        .put("failures", sockets)
                        .put("listenerFailures", listeners)
                        .toBuffer()
                        .getBytes());
    }

    static ServedMessage read(Frame frame) throws IOException {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(frame.content()));
            Map<SocketKey, String> failures = new HashMap<>();
            for (var entry : json.getJsonObject("failures", new JsonObject())) {
                failures.put(SocketKey.parse(entry.getKey()), String.valueOf(entry.getValue()));
            }
            Map<String, String> listeners = new HashMap<>();
            for (var entry : json.getJsonObject("listenerFailures", new JsonObject())) {
                listeners.put(entry.getKey(), String.valueOf(entry.getValue()));
            }
            return new ServedMessage(json.getString("revision", ""), failures, listeners);
        } catch (DecodeException | ClassCastException | IllegalArgumentException malformed) {
            throw new IOException("a report that cannot be read: " + malformed.getMessage(), malformed);
        }
    }
}
