package dev.sluice.proxy;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** What has come of a request's body, kept to be sent again. One that grows beyond its bounds is not kept at all. */
final class KeptBody {
    private final BodyBudget budget;
    private final int most;
    private final List<Buffer> chunks = new ArrayList<>();
    private int bytes;
    private boolean dropped;
    private boolean tooLong;

    /** @param most in bytes */
    KeptBody(BodyBudget budget, int most) {
        this.budget = budget;
        this.most = most;
    }

    void add(Buffer chunk) {
        if (dropped) {
            return;
        }
        int length = chunk.length();
        tooLong = bytes + length > most;
        if (tooLong || !budget.take(length)) {
            drop();
            return;
        }
        bytes += length;
        chunks.add(chunk);
    }

    /** Whether nothing is missing of what has come. */
    boolean isWhole() {
        return !dropped;
    }

    int length() {
        return bytes;
    }

    /** Whether it is not whole because it is longer than it may be, rather than because others hold too much. */
    boolean isTooLong() {
        return tooLong;
    }

    void sendTo(UpstreamStream stream) {
        for (int i = 0; i < chunks.size(); i++) {
            stream.write(chunks.get(i).getByteBuf());
        }
    }

    /** All of it in one piece. */
    Buffer joined() {
        Buffer all = Buffer.buffer(bytes);
        for (int i = 0; i < chunks.size(); i++) {
            all.appendBuffer(chunks.get(i));
        }
        return all;
    }

    void copyTo(MirroredRequest mirror) {
        for (int i = 0; i < chunks.size(); i++) {
            mirror.chunk(chunks.get(i));
        }
    }

    void drop() {
        dropped = true;
        chunks.clear();
        budget.giveBack(bytes);
        bytes = 0;
    }
}
