package dev.sluice.feed;

import dev.sluice.routing.RouteTable;
import dev.sluice.routing.TableDocument;
import dev.sluice.routing.TableReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * What the proxies of one Gateway serve. Equal states have equal bytes, in whichever replica they are made.
 *
 * @param gateway {@code namespace/name}
 * @param sessionKeys what the tokens of sessions are sealed with, and were before; empty if that is not known
 * @param table only that Gateway's; its generation is not part of the message
 */
record TableMessage(String gateway, List<byte[]> sessionKeys, RouteTable table) {
    Frame frame() {
        JsonArray keys = new JsonArray();
        sessionKeys.forEach(key -> keys.add(Base64.getEncoder().encodeToString(key)));
        return new Frame(
                Frame.Type.TABLE,
                new JsonObject()
                        .put("version", TableDocument.VERSION)
                        .put("gateway", gateway)
                        .put("sessionKeys", keys)
                        .put("table", TableDocument.whole(table.withGeneration(0)))
                        .toBuffer()
                        .getBytes());
    }

    /** Reads a message; the generation of its table is 0. */
    static TableMessage read(Frame frame) throws IOException {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(frame.content()));
            int version = json.getInteger("version", 0);
            if (version != TableDocument.VERSION) {
                throw new IOException("the table is in the form of version " + version + ", and this proxy reads "
                        + TableDocument.VERSION);
            }
            List<byte[]> keys = new ArrayList<>();
            for (Object key : json.getJsonArray("sessionKeys", new JsonArray())) {
                keys.add(Base64.getDecoder().decode(String.valueOf(key)));
            }
            return new TableMessage(
                    json.getString("gateway", ""),
                    keys,
                    TableReader.read(
                            json.getJsonObject("table", new JsonObject()).getMap()));
        } catch (DecodeException | ClassCastException | IllegalArgumentException malformed) {
            throw new IOException("a table that cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    /** By what a table and all that comes with it is recognised: SHA-256 in hexadecimal. */
    static String revision(Frame frame) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(frame.content()));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
