package dev.sluice.feed;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;

/**
 * The first words of a proxy.
 *
 * @param version of the serial form of tables that it reads
 * @param proxy its name, for people
 */
record HelloMessage(int version, String proxy) {
    private static final int LONGEST_NAME = 253;

    Frame frame() {
        return new Frame(
                Frame.Type.HELLO,
                new JsonObject()
                        .put("version", version)
                        .put("proxy", proxy)
                        .toBuffer()
                        .getBytes());
    }

    static HelloMessage read(Frame frame) throws IOException {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(frame.content()));
            String proxy = json.getString("proxy", "");
            return new HelloMessage(
                    json.getInteger("version", 0), proxy.substring(0, Math.min(proxy.length(), LONGEST_NAME)));
        } catch (DecodeException | ClassCastException malformed) {
            throw new IOException("a greeting that cannot be read", malformed);
        }
    }
}
