package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.Compiler;
import dev.sluice.control.ActiveRoutes;
import dev.sluice.control.ControlLoop;
import dev.sluice.control.LoopObserver;
import dev.sluice.resources.ResourceStore;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.PortBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files to a published table, endpoint lists and the text that is shown; all but the sockets. */
class StandaloneTest {
    private static final EndpointKey NGINX = new EndpointKey("default", "nginx", 80);

    @TempDir
    Path temp;

    private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();
    private final StatusBoard board = new StatusBoard(shown::add);
    private final EndpointDirectory endpoints = new EndpointDirectory();
    private final ActiveRoutes routes = new ActiveRoutes();
    private Standalone standalone;
    private ControlLoop loop;

    private void start() throws IOException {
        ResourceStore store = new ResourceStore();
        standalone = new Standalone(
                temp, CompileSettings.DEFAULT_CONTROLLER_NAME, store, endpoints, board, InstantSource.system());
        CompileSettings settings = new CompileSettings(
                CompileSettings.DEFAULT_CONTROLLER_NAME, new CompileSettings.Addressing.Pool(List.of("127.0.0.0/8")));
        loop = new ControlLoop(store, new Compiler(settings), routes, standalone, LoopObserver.NONE);
        board.start();
        standalone.start(loop);
        loop.start();
    }

    @AfterEach
    void stop() throws IOException {
        standalone.close();
        loop.close();
        board.close();
    }

    private String awaitShown(String part) {
        StringBuilder all = new StringBuilder();
        try {
            while (true) {
                String text = shown.poll(60, TimeUnit.SECONDS);
                assertThat(text)
                        .as(() -> "waiting for " + part + ", shown so far:\n" + all)
                        .isNotNull();
                all.append(text);
                if (text.contains(part)) {
                    return text;
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> sockets() {
        return routes.table().ports().stream()
                .map(PortBinding::socket)
                .map(Object::toString)
                .toList();
    }

    private void tutorial() throws IOException {
        for (String name : List.of("gateway.yaml", "route.yaml", "service.yaml")) {
            Files.copy(Path.of("examples/tutorial", name), temp.resolve(name));
        }
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(temp.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(temp.resolve(file), text.replace(from, to));
    }

    @Test
    void whatFilesSayIsServedAndShown() throws IOException {
        tutorial();
        start();
        assertThat(awaitShown("Everything is as it should be."))
                .containsPattern("default/tutorial-gw +sluice +127.0.0.1 +http +8080 +HTTP +\\*.example.com +1 +yes")
                .containsPattern("HTTPRoute default/tutorial-route +\\*.example.com +tutorial-gw");
        assertThat(sockets()).containsExactly("127.0.0.1:8080");
        assertThat(endpoints.of(NGINX)).containsExactly(new Endpoint("127.0.0.1", 8081));

        edit("service.yaml", "127.0.0.1", "127.0.0.2");
        edit("gateway.yaml", "port: 8080", "port: 8088");
        awaitShown("8088");
        assertThat(sockets()).containsExactly("127.0.0.1:8088");

        Files.delete(temp.resolve("route.yaml"));
        assertThat(awaitShown("removed")).containsPattern("removed +HTTPRoute default/tutorial-route");
        Files.delete(temp.resolve("service.yaml"));
        Files.delete(temp.resolve("gateway.yaml"));
        awaitShown("No Gateway is served.");
        assertThat(sockets()).isEmpty();
    }

    @Test
    void aFileThatBreaksIsNamedAndStaysInEffect() throws IOException {
        tutorial();
        start();
        awaitShown("Everything is as it should be.");
        edit("gateway.yaml", "port: 8080", "port: [8080");
        assertThat(awaitShown("error:")).contains("gateway.yaml:").doesNotContain("LISTENER");
        assertThat(sockets()).containsExactly("127.0.0.1:8080");
        edit("gateway.yaml", "port: [8080", "port: 80800");
        assertThat(awaitShown("80800"))
                .contains("Gateway default/tutorial-gw: spec.listeners[0].port: 80800 is greater than 65535");
        assertThat(sockets()).containsExactly("127.0.0.1:8080");
        edit("gateway.yaml", "port: 80800", "port: 8080");
        awaitShown("all files are in order again");
    }

    @Test
    void onlyWhatChangesIsShownAgain() throws IOException {
        tutorial();
        start();
        awaitShown("Everything is as it should be.");
        edit("route.yaml", "name: nginx", "name: apache");
        assertThat(awaitShown("BackendNotFound"))
                .containsPattern("is so now +HTTPRoute default/tutorial-route +parent tutorial-gw +ResolvedRefs=False")
                .endsWith("1 condition is not as it should be.\n")
                .doesNotContain("LISTENER");
        // Another line for the same is no news.
        edit("route.yaml", "apiVersion", "# One more line.\napiVersion");
        edit("gateway.yaml", "port: 8080", "port: 8088");
        assertThat(awaitShown("8088")).doesNotContain("BackendNotFound");
        edit("route.yaml", "name: apache", "name: nginx");
        assertThat(awaitShown("BackendNotFound"))
                .containsPattern("no more +HTTPRoute default/tutorial-route")
                .endsWith("Everything is as it should be.\n");
    }

    @Test
    void tenThousandRoutesAtOnce() throws IOException {
        tutorial();
        String route = Files.readString(temp.resolve("route.yaml"));
        start();
        awaitShown("Everything is as it should be.");
        Path unseen = Files.writeString(
                temp.resolve(".many"),
                IntStream.range(0, 10_000)
                        .mapToObj(i -> route.replace("tutorial-route", "route-" + i)
                                .replace("  rules:", "  hostnames: [h" + i + ".example.com]\n  rules:"))
                        .collect(Collectors.joining("---\n")));
        // A file that is still being written may be read in parts.
        Files.move(unseen, temp.resolve("many.yaml"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(awaitShown("10001"))
                .as("not all are shown")
                .containsPattern("added +HTTPRoute default/route-\\d+ ")
                .contains("… and 9900 more")
                .hasLineCount(108);
    }
}
