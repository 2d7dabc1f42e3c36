package dev.sluice.golden;

import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What came back for a request.
 *
 * @param status 0 if the TLS handshake or connection was refused, nothing listens or nothing answers
 * @param headers by lower-case name, several joined by commas
 */
record WireAnswer(int status, Map<String, String> headers) {
    static final WireAnswer REFUSED = new WireAnswer(0, Map.of());

    static WireAnswer to(PortBinding binding, int port, GoldenRequest request) {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket socket = binding.routes() instanceof PortRoutes.Tls ? tls(plain, request.sni()) : plain) {
            socket.setSoTimeout(10_000);
            StringBuilder text = new StringBuilder()
                    .append(request.method() + " " + request.path() + " HTTP/1.1\r\nConnection: close\r\n")
                    .append("Host: " + request.host() + "\r\n");
            for (GoldenRequest.Header header : request.headers()) {
                text.append(header.name() + ": " + header.value() + "\r\n");
            }
            socket.getOutputStream().write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (SSLException | SocketException refused) {
            return REFUSED;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What comes back for a datagram: the name of a backend.
     *
     * @param patience how long to wait for it, in milliseconds
     */
    static WireAnswer toDatagram(int port, int patience) {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(patience);
            socket.connect(InetAddress.getLoopbackAddress(), port);
            socket.send(new DatagramPacket(new byte[] {'?'}, 1));
            DatagramPacket reply = new DatagramPacket(new byte[1_000], 1_000);
            socket.receive(reply);
            return new WireAnswer(
                    200,
                    Map.of("seen-backend", new String(reply.getData(), 0, reply.getLength(), StandardCharsets.UTF_8)));
        } catch (SocketTimeoutException | SocketException refused) {
            return REFUSED;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WireAnswer parse(String response) {
        String[] lines = response.substring(0, response.indexOf("\r\n\r\n")).split("\r\n");
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.merge(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).trim(),
                    (one, other) -> one + "," + other);
        }
        return new WireAnswer(Integer.parseInt(lines[0].split(" ")[1]), headers);
    }

    private static SSLSocket tls(Socket plain, String sni) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(sni == null ? List.of() : List.of(new SNIHostName(sni)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The name of the backend that answered, or null. */
    String backend() {
        return headers.get("seen-backend");
    }

    /** A part of the request as the backend saw it, empty if it was not there. */
    String forwarded(String part) {
        return headers.getOrDefault("seen-" + part.toLowerCase(Locale.ROOT), "");
    }

    /** A header of the response, empty if it was not there. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
