package dev.sluice.proxy;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** How a ClientHello can come: in one piece, byte by byte, or in many records (RFC 8446, section 5.1). */
enum SlowHello {
    WHOLE,
    BYTE_BY_BYTE,
    IN_RECORDS;

    private static final int HEADER = 5;

    /** A ClientHello in one record. */
    static byte[] hello(String sni) throws SSLException {
        SSLEngine engine = TlsClient.trustAll().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(sni)));
        engine.setSSLParameters(parameters);
        ByteBuffer record = ByteBuffer.allocate(20_000);
        engine.wrap(ByteBuffer.allocate(0), record);
        byte[] bytes = new byte[record.flip().remaining()];
        record.get(bytes);
        return bytes;
    }

    /** The bytes that go over the wire for a record. */
    byte[] bytes(byte[] record) {
        if (this != IN_RECORDS) {
            return record;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = HEADER; from < record.length; from += 30) {
            int length = Math.min(30, record.length - from);
            out.write(record, 0, 3);
            out.write(0);
            out.write(length);
            out.write(record, from, length);
        }
        return out.toByteArray();
    }

    void write(byte[] record, OutputStream out) throws IOException {
        byte[] bytes = bytes(record);
        if (this == BYTE_BY_BYTE) {
            for (byte one : bytes) {
                out.write(one);
                out.flush();
            }
        } else {
            out.write(bytes);
            out.flush();
        }
    }

    /** A connection whose first write goes out in this way. */
    Socket connect(int port) throws IOException {
        SlowHello way = this;
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port) {
            private final OutputStream slow = new FilterOutputStream(super.getOutputStream()) {
                private boolean begun;

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    if (begun) {
                        out.write(bytes, from, length);
                    } else {
                        begun = true;
                        way.write(java.util.Arrays.copyOfRange(bytes, from, from + length), out);
                    }
                }
            };

            @Override
            public OutputStream getOutputStream() {
                return slow;
            }
        };
        socket.setTcpNoDelay(true);
        return socket;
    }
}
