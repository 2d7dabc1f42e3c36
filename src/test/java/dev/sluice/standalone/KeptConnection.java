package dev.sluice.standalone;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that asks as often as it is told to on one connection and tries nothing twice. */
final class KeptConnection implements AutoCloseable {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern VERSION = Pattern.compile("(?i)\r\nx-version: (\\d+)\r\n");

    private final Socket socket;
    private final InputStream in;

    KeptConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The version of the route that answered; fails unless the answer is whole and 200. */
    int ask() throws IOException {
        socket.getOutputStream().write(REQUEST);
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) next);
        }
        String body = new String(in.readNBytes("backend".length()), StandardCharsets.US_ASCII);
        Matcher version = VERSION.matcher(head);
        if (!head.toString().startsWith("HTTP/1.1 200 ") || !body.equals("backend") || !version.find()) {
            throw new IOException("wrong answer: " + head + body);
        }
        return Integer.parseInt(version.group(1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
