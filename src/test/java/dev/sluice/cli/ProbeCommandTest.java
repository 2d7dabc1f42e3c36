package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeCommandTest {
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    ProbeCommandTest() throws IOException {
        server.createContext("/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/unready", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private int probe(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "probe";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Choice choice = new SluiceCommand(InputStream.nullInputStream(), new PrintWriter(out), new PrintWriter(err))
                .run(false, all);
        return ((Choice.Exit) choice).code();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Test
    void onlyTheAnswer200IsASuccess() {
        assertThat(probe(url("/ready"))).isZero();
        assertThat(out.toString()).contains("answers 200");
        assertThat(probe("--timeout=30", url("/unready"))).isEqualTo(1);
        assertThat(out.toString()).contains("answers 503");
    }

    @Test
    void whoDoesNotAnswerIsNamed() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(probe("http://127.0.0.1:" + port + "/")).isEqualTo(1);
        assertThat(err.toString()).contains("http://127.0.0.1:" + port + "/ does not answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9000", "/ready", "ftp://127.0.0.1/", "--timeout=0"})
    void whatIsNoUrlIsTwo(String argument) {
        assertThat(probe(argument)).isEqualTo(2);
    }
}
