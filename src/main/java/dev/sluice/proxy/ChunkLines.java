package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import java.util.List;

/**
 * Follows the chunks that a decoder reads, and looks at the lines with their sizes before it does: hexadecimal digits, and
 * after them an extension or the end of the line (RFC 9112, section 7.1). Netty takes white space before the digits and
 * anything behind a control character after them, where others may see another size.
 */
final class ChunkLines {
    private static final int NO_CHUNKS = -1;
    private static final int UNSOUND = -2;
    private static final int LONGEST_SIZE = 15;

    /** How many bytes come before the next of these lines; or one of the constants. */
    private long ahead = NO_CHUNKS;

    /**
     * Looks at what the decoder is about to read.
     *
     * @return false if it must not: {@link #refuse} says what it reads instead
     */
    boolean areSound(ByteBuf input) {
        if (ahead == 0) {
            int end = input.indexOf(input.readerIndex(), input.writerIndex(), (byte) '\n');
            if (end >= 0) {
                ahead = begin(input, end);
            }
        }
        return ahead != UNSOUND;
    }

    /** A line is complete: how many bytes it and its chunk have. */
    private static long begin(ByteBuf input, int end) {
        int start = input.readerIndex();
        long size = 0;
        int at = start;
        for (int digit = digit(input.getByte(at)); digit >= 0; digit = digit(input.getByte(at))) {
            size = size << 4 | digit;
            at++;
        }
        if (at == start || at - start > LONGEST_SIZE || !endsSize(input, at, end)) {
            return UNSOUND;
        }
        return size == 0 ? NO_CHUNKS : end + 1L - start + size + 2;
    }

    private static int digit(byte b) {
        return Character.digit(b, 16);
    }

    /** Whether what follows a size is the end of its line, or an extension, before which there may be blanks. */
    private static boolean endsSize(ByteBuf input, int at, int end) {
        if (input.getByte(at) == '\r') {
            return at + 1 == end;
        }
        int next = at;
        while (input.getByte(next) == ' ' || input.getByte(next) == '\t') {
            next++;
        }
        return input.getByte(next) == ';';
    }

    /** The decoder has read so many bytes and made what is in a list from some place on. */
    void read(int bytes, List<Object> made, int from) {
        if (ahead > 0) {
            ahead = Math.max(ahead - bytes, 0);
        } else if (made.size() == from + 1
                && made.get(from) instanceof HttpMessage message
                && message.headers().contains("transfer-encoding")) {
            // A body follows.
            ahead = 0;
        }
    }

    /** Takes all that is there for the end of a broken body, or for what follows that. */
    static HttpContent refuse(ByteBuf input) {
        input.skipBytes(input.readableBytes());
        HttpContent broken = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        broken.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("not the size of a chunk")));
        return broken;
    }
}
