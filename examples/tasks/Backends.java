import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The backends of the pages in docs/tasks, in one file that a JDK 25 runs: {@code java Backends.java [ADDRESS]}. All of
 * them listen on ADDRESS, the loopback address if none is given, at ports of their own.
 */
class Backends {
    private static String address;

    public static void main(String[] arguments) throws IOException {
        address = arguments.length == 0 ? "127.0.0.1" : arguments[0];
        web("shop-1", 9101);
        web("shop-2", 9102);
        web("shop-next", 9103);
        audit(9104);
        login(9105);
        grpc(9106);
        lines(9107);
        datagrams(9107);
        collector(9109);
        flaky(9108);
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private static void http(int port, Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
    }

    private static void say(HttpExchange exchange, int status, String line) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = (line + "\n").getBytes(StandardCharsets.UTF_8);
        boolean none = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, none ? -1 : body.length);
        if (!none) {
            exchange.getResponseBody().write(body);
        }
    }

    private static String service(String endpoint) {
        return endpoint.replaceFirst("-\\d$", "");
    }

    /** Says its name, method and target; {@code /who} its endpoint, {@code /header/NAME} a header; {@code /slow} waits. */
    private static void web(String name, int port) throws IOException {
        http(port, exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/who")) {
                String pod = System.getenv("HOSTNAME");
                say(exchange, 200, address.equals("127.0.0.1") || pod == null ? name : pod);
            } else if (path.startsWith("/header/")) {
                String header = path.substring("/header/".length());
                var values = exchange.getRequestHeaders().get(header);
                say(exchange, 200, header + ": " + (values == null ? "none" : String.join(", ", values)));
            } else {
                if (path.equals("/slow")) {
                    sleep(2000);
                }
                say(exchange, 200, service(name) + ": " + exchange.getRequestMethod() + " " + exchange.getRequestURI());
            }
        });
    }

    private static void sleep(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Remembers its last ten requests, which {@code /seen} lists. */
    private static void audit(int port) throws IOException {
        Deque<String> seen = new ConcurrentLinkedDeque<>();
        http(port, exchange -> {
            if (exchange.getRequestURI().getPath().equals("/seen")) {
                say(exchange, 200, String.join("\n", seen));
                return;
            }
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            if (seen.size() > 10) {
                seen.poll();
            }
            say(exchange, 200, "audit");
        });
    }

    /** Lets in whoever shows the token of alice, and tells who that is. */
    private static void login(int port) throws IOException {
        http(port, exchange -> {
            if ("Bearer alice-token".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("X-User", "alice");
                say(exchange, 200, "welcome");
            } else {
                say(exchange, 401, "who are you?");
            }
        });
    }

    /** Fails every other request. */
    private static void flaky(int port) throws IOException {
        AtomicInteger count = new AtomicInteger();
        http(port, exchange -> {
            boolean fails = count.incrementAndGet() % 2 == 1;
            say(exchange, fails ? 503 : 200, fails ? "flaky: try again" : "flaky: done");
        });
    }

    /** Takes spans by OTLP/HTTP; {@code /TRACE} lists those of a trace, each with its kind, name and attributes. */
    private static void collector(int port) throws IOException {
        Deque<String> spans = new ConcurrentLinkedDeque<>();
        http(port, exchange -> {
            if (exchange.getRequestMethod().equals("POST")) {
                for (byte[] ofResource : messages(exchange.getRequestBody().readAllBytes(), 1)) {
                    for (byte[] ofScope : messages(ofResource, 2)) {
                        for (byte[] span : messages(ofScope, 2)) {
                            spans.add(described(span));
                            if (spans.size() > 100) {
                                spans.poll();
                            }
                        }
                    }
                }
                exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            String trace = exchange.getRequestURI().getPath().substring(1) + " ";
            say(exchange, 200, spans.stream()
                    .filter(span -> span.startsWith(trace))
                    .map(span -> span.substring(trace.length()))
                    .sorted()
                    .collect(java.util.stream.Collectors.joining("\n")));
        });
    }

    private static String described(byte[] span) {
        var text = new StringBuilder(java.util.HexFormat.of().formatHex(messages(span, 1).getFirst()))
                .append(messages(span, 6).getFirst()[0] == 2 ? " server " : " client ")
                .append(new String(messages(span, 5).getFirst(), StandardCharsets.UTF_8));
        for (byte[] attribute : messages(span, 9)) {
            byte[] value = messages(attribute, 2).getFirst();
            text.append(", ").append(new String(messages(attribute, 1).getFirst(), StandardCharsets.UTF_8)).append("=");
            text.append(
                    value[0] >> 3 == 1
                            ? new String(messages(value, 1).getFirst(), StandardCharsets.UTF_8)
                            : new java.math.BigInteger(1, messages(value, value[0] >> 3).getFirst()));
        }
        return text.toString();
    }

    /** The values of a field of a message of Protocol Buffers; a number as its bytes, the most significant first. */
    private static java.util.List<byte[]> messages(byte[] message, int field) {
        var values = new java.util.ArrayList<byte[]>();
        var in = java.nio.ByteBuffer.wrap(message);
        while (in.hasRemaining()) {
            long tag = varint(in);
            byte[] value = switch ((int) (tag & 7)) {
                case 0 -> java.math.BigInteger.valueOf(varint(in)).toByteArray();
                case 1 -> new byte[8];
                case 5 -> new byte[4];
                default -> new byte[(int) varint(in)];
            };
            if ((tag & 7) != 0) {
                in.get(value);
            }
            if (tag >>> 3 == field) {
                values.add(value);
            }
        }
        return values;
    }

    private static long varint(java.nio.ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte one = in.get();
            value |= (long) (one & 0x7f) << shift;
            if (one >= 0) {
                return value;
            }
        }
    }

    private interface Conversation {
        void with(Socket socket) throws IOException;
    }

    private static void connections(int port, Conversation conversation) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(address, port));
        Thread.ofPlatform().start(() -> {
            while (true) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            conversation.with(socket);
                        } catch (IOException _) {
                            // It has gone.
                        }
                    });
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        });
    }

    /** Says each line again in capitals. */
    private static void lines(int port) throws IOException {
        connections(port, socket -> {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                socket.getOutputStream().write((line.toUpperCase(java.util.Locale.ROOT) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static void datagrams(int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, port));
        Thread.ofPlatform().start(() -> {
            while (true) {
                try {
                    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
                    socket.receive(packet);
                    SocketAddress client = packet.getSocketAddress();
                    byte[] reply = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)
                            .toUpperCase(java.util.Locale.ROOT)
                            .getBytes(StandardCharsets.UTF_8);
                    socket.send(new DatagramPacket(reply, reply.length, client));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        });
    }

    private static final int DATA = 0, HEADERS = 1, SETTINGS = 4, PING = 6, WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1, ACK = 1, END_HEADERS = 4;

    /** As much of gRPC over HTTP/2 as a small unary call needs: the answer is the message of the request. */
    private static void grpc(int port) throws IOException {
        connections(port, socket -> {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            in.readNBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length());
            frame(out, SETTINGS, 0, 0, new byte[0]);
            var messages = new java.util.HashMap<Integer, byte[]>();
            while (true) {
                int length = in.read();
                if (length < 0) {
                    return;
                }
                length = length << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = exactly(in, length);
                switch (type) {
                    case SETTINGS, PING -> {
                        if ((flags & ACK) == 0) {
                            frame(out, type, ACK, stream, type == PING ? payload : new byte[0]);
                        }
                    }
                    case DATA -> {
                        messages.merge(stream, payload, Backends::joined);
                        if (length > 0) {
                            byte[] credit = {0, 0, (byte) (length >> 8), (byte) length};
                            frame(out, WINDOW_UPDATE, 0, 0, credit);
                            frame(out, WINDOW_UPDATE, 0, stream, credit);
                        }
                    }
                    default -> {}
                }
                if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
                    byte[] message = messages.remove(stream);
                    frame(out, HEADERS, END_HEADERS, stream, fields(":status", "200", "content-type", "application/grpc"));
                    frame(out, DATA, 0, stream, message == null ? new byte[0] : message);
                    frame(out, HEADERS, END_HEADERS | END_STREAM, stream, fields("grpc-status", "0"));
                }
                out.flush();
            }
        });
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(payload.length >> 16);
        out.writeShort(payload.length);
        out.write(type);
        out.write(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    /** A header block of literal fields that are not indexed (RFC 7541, section 6.2.2). */
    private static byte[] fields(String... texts) {
        var block = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < texts.length; i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            block.write(texts[i].length());
            block.writeBytes(texts[i].getBytes(StandardCharsets.US_ASCII));
        }
        return block.toByteArray();
    }
}
