package dev.sluice.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * Netty's decoder, but folded header lines are refused (RFC 9112, section 5.2): Netty joins them, and others may read
 * them as headers of their own. So is what else of a request line or of the lines between chunks
 * is not written as it must be.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
    private final ChunkLines chunks = new ChunkLines();
    private ByteBuf input;
    private boolean inHead;
    private boolean lineEmpty;
    private boolean lineBegins;
    private boolean folded;
    /** Where the next word of a request line has to begin. */
    private int nextWord;

    StrictRequestDecoder(ProxySettings.Limits limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLineBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setHeadersFactory(HeadersFactory.INSTANCE)
                .setTrailersFactory(HeadersFactory.INSTANCE));
        input = Unpooled.EMPTY_BUFFER;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (!chunks.areSound(buffer)) {
            out.add(ChunkLines.refuse(buffer));
            return;
        }
        input = buffer;
        if (inHead) {
            scan(buffer);
        }
        int before = out.size();
        int start = buffer.readerIndex();
        super.decode(ctx, buffer, out);
        chunks.read(buffer.readerIndex() - start, out, before);
        if (folded && out.size() > before && out.get(before) instanceof HttpMessage message) {
            folded = false;
            message.setDecoderResult(DecoderResult.failure(new RefusedRequest(ProxyError.Downstream.AMBIGUOUS)));
        }
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        nextWord = 0;
        return word(super.splitFirstWordInitialLine(line, start, length), line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        return word(super.splitSecondWordInitialLine(line, start, length), line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        return word(super.splitThirdWordInitialLine(line, start, length), line, start, length);
    }

    /** One space is between two words (RFC 9112, section 3), where Netty takes several, and other white space. */
    private String word(String word, byte[] line, int start, int length) {
        if (start != nextWord || (start > 0 && line[start - 1] != ' ')) {
            throw new IllegalArgumentException("not a request line");
        }
        nextWord = start + length + 1;
        return word;
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        if (!isVersion(initialLine[2])) {
            // Netty takes it for a bad request.
            throw new IllegalArgumentException();
        }
        inHead = true;
        lineBegins = true;
        lineEmpty = true;
        scan(input);
        return new DefaultHttpRequest(
                HttpVersion.valueOf(initialLine[2]), HttpMethod.valueOf(initialLine[0]), initialLine[1], new Headers());
    }

    /** RFC 9112, section 2.3. Netty takes http/1.1 and HTTP/1.01 for HTTP/1.1 as well, and Vert.x for no version. */
    private static boolean isVersion(String text) {
        return text.length() == 8
                && text.startsWith("HTTP/")
                && isDigit(text.charAt(5))
                && text.charAt(6) == '.'
                && isDigit(text.charAt(7));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    @Override
    protected HttpMessage createInvalidMessage() {
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER, new Headers(), new Headers());
    }

    @Override
    protected AsciiString splitHeaderName(byte[] bytes, int start, int length) {
        return HeaderNames.of(bytes, start, length);
    }

    /** Looks through the header lines that are there, without consuming them, until the empty line. */
    private void scan(ByteBuf buffer) {
        for (int i = buffer.readerIndex(); i < buffer.writerIndex(); i++) {
            byte b = buffer.getByte(i);
            if (b == '\n') {
                if (lineEmpty) {
                    inHead = false;
                    return;
                }
                lineBegins = true;
                lineEmpty = true;
            } else if (b != '\r') {
                folded |= lineBegins && (b == ' ' || b == '\t');
                lineBegins = false;
                lineEmpty = false;
            }
        }
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage msg) {
        return false;
    }
}
