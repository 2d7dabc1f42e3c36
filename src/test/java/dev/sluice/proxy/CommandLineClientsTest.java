package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Needed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that others wrote. */
class CommandLineClientsTest {
    private final Proxy proxy = new Proxy();
    private EchoBackend echo;

    @BeforeEach
    void start() {
        echo = new EchoBackend(proxy.vertx, "one");
        proxy.endpoint("one", echo.port()).routes(prefix("/", backend("one")));
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        echo.close();
        proxy.close();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private String url() {
        return "http://127.0.0.1:" + proxy.port + "/page";
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.0", "--http1.1", "--http2", "--http2-prior-knowledge"})
    void curl(String version) throws Exception {
        Needed.program("curl");
        assertThat(run("curl", "-sS", version, "-d", "hello", url())).isEqualTo("one POST /page hello");
        assertThat(run("curl", "-sS", version, url())).isEqualTo("one GET /page ");
        assertThat(run("curl", "-sS", version, "-I", url())).contains(" 200");
        assertThat(run("curl", "-sS", version, "-H", "Expect: 100-continue", "-T", "pom.xml", url()))
                .contains("one PUT /page <?xml");
    }

    @Test
    void nghttp() throws Exception {
        Needed.program("nghttp");
        assertThat(run("nghttp", url())).isEqualTo("one GET /page ");
        assertThat(run("nghttp", "-u", url())).contains("one GET /page ");
    }

    @Test
    void h2load() throws Exception {
        Needed.program("h2load");
        assertThat(run("h2load", "-n", "2000", "-c", "4", "-m", "20", url())).contains("2000 succeeded, 0 failed");
        assertThat(run("h2load", "--h1", "-n", "2000", "-c", "4", url())).contains("2000 succeeded, 0 failed");
    }
}
