package dev.sluice.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.Compiler;
import dev.sluice.feed.CertificateAuthority;
import dev.sluice.feed.FeedServer;
import dev.sluice.feed.Identity;
import dev.sluice.proxy.Ports;
import dev.sluice.resources.GatewayParameters;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RouteTable;
import dev.sluice.standalone.ExampleFiles;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as the proxy of one Gateway, whose controller is this test. */
class ProxyProcessIT {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @TempDir
    Path directory;

    private final EndpointDirectory endpoints = new EndpointDirectory();
    private CertificateAuthority authority;
    private HttpServer backend;
    private FeedServer controller;
    private PackagedApplication proxy;
    private int port;
    private int managementPort;

    @BeforeEach
    void start() throws Exception {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        backend.start();
        endpoints.replace(
                new EndpointKey("default", "backend", 80),
                List.of(new Endpoint("127.0.0.1", backend.getAddress().getPort())));
        port = Ports.free();
        managementPort = Ports.free();
        CertificateAuthority made = CertificateAuthority.make(Instant.now());
        authority = CertificateAuthority.read(made.certificate(), made.key());
        Identity identity = authority.forGateway("default", "gateway", Instant.now());
        Files.writeString(directory.resolve(Identity.CERTIFICATE_FILE), identity.certificate());
        Files.writeString(directory.resolve(Identity.KEY_FILE), identity.key());
        Files.writeString(directory.resolve(Identity.AUTHORITIES_FILE), identity.authorities());
        controller = controller(0);
        proxy = proxy(controller.port());
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        controller.close();
        backend.stop(0);
    }

    private FeedServer controller(int feedPort) throws Exception {
        FeedServer server = new FeedServer(endpoints, 10);
        server.use(authority.forController(Instant.now()));
        server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), feedPort));
        return server;
    }

    private PackagedApplication proxy(int feedPort) throws IOException {
        return new PackagedApplication(
                directory.resolve("output"),
                List.of(
                        "-Dsluice.management-port=" + managementPort,
                        "-Dsluice.feed.hosts=127.0.0.1",
                        "-Dsluice.feed.port=" + feedPort,
                        "-Dsluice.feed.identity=" + directory,
                        "-Dsluice.feed.kept-table=" + directory.resolve("table"),
                        "-Dsluice.proxy.drain-delay=0s"),
                "proxy");
    }

    /** A table in which the Gateway has a proxy of its own, and one route for a host. */
    private RouteTable table(long generation, String hostname) {
        String files = """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: sluice}
                spec:
                  controllerName: sluice.dev/gateway-controller
                  parametersRef: {group: sluice.dev, kind: GatewayParameters, name: own, namespace: default}
                ---
                apiVersion: sluice.dev/v1alpha1
                kind: GatewayParameters
                metadata: {name: own}
                spec: {deployment: {mode: Dedicated}}
                ---
                """
                + ExampleFiles.gateway(port, backend.getAddress().getPort()) + "---\n"
                + ExampleFiles.route("route", hostname, 1);
        List<HasMetadata> objects = new ArrayList<>();
        for (String document : files.split("---\n")) {
            HasMetadata object = document.contains("kind: " + GatewayParameters.KIND + "\n")
                    ? YAML.unmarshal(document, GatewayParameters.class)
                    : (HasMetadata) YAML.unmarshal(document);
            if (!object.getKind().equals("GatewayClass")) {
                object.getMetadata().setNamespace("default");
            }
            objects.add(object);
        }
        CompileSettings settings = new CompileSettings(
                CompileSettings.DEFAULT_CONTROLLER_NAME,
                new CompileSettings.Addressing.SharedProxy(port, port, List.of(managementPort)));
        return new Compiler(settings)
                .compile(ResourceSnapshot.of(objects), generation)
                .table();
    }

    private void serve(RouteTable table) throws Exception {
        controller.serve(table).toCompletableFuture().get(PackagedApplication.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until the table is on the disk, which is a moment later, and no longer the one with the other host. */
    private void awaitKept() throws Exception {
        Path kept = directory.resolve("table");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PackagedApplication.PATIENCE_SECONDS);
        while (System.nanoTime() - end < 0
                && !(Files.exists(kept) && !Files.readString(kept, ISO_8859_1).contains("other.example.com"))) {
            proxy.process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        assertThat(Files.readString(kept, ISO_8859_1)).doesNotContain("other.example.com");
    }

    @Test
    void servesWhatItsControllerSaysAndGoesOnWithoutIt() throws Exception {
        proxy.await(503, "/health/ready", managementPort);
        serve(table(1, "127.0.0.1"));
        proxy.await(200, "/health/ready", managementPort);
        assertThat(proxy.status("/", port)).isEqualTo(200);
        assertThat(proxy.get("/metrics", managementPort).body())
                .contains("sluice_feed_connections 1.0")
                .doesNotContain("sluice_table_generation 0.0", "sluice_compile");
        serve(table(2, "other.example.com"));
        proxy.await(404, "/", port);
        serve(table(3, "127.0.0.1"));
        proxy.await(200, "/", port);

        awaitKept();
        int feedPort = controller.port();
        controller.close();
        proxy.awaitOutput("No connection to the controller");
        assertThat(proxy.status("/", port)).as("without a controller").isEqualTo(200);
        assertThat(proxy.status("/health/ready", managementPort)).isEqualTo(200);

        proxy.close();
        proxy = proxy(feedPort);
        proxy.await(200, "/health/ready", managementPort);
        assertThat(proxy.status("/", port)).as("after a restart").isEqualTo(200);
        assertThat(proxy.output()).contains("Serving the table that was kept");

        controller = controller(feedPort);
        serve(table(1, "other.example.com"));
        proxy.await(404, "/", port);
        proxy.process.destroy();
        assertThat(proxy.process.waitFor(PackagedApplication.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isTrue();
        assertThat(proxy.output()).as("no stack trace").doesNotContain("\tat ");
    }
}
