package dev.sluice.feed;

import static dev.sluice.feed.Tables.ECHO;
import static dev.sluice.feed.Tables.binding;
import static dev.sluice.feed.Tables.socket;
import static dev.sluice.feed.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortBinding.ServedBy;
import dev.sluice.routing.RouteTable;
import dev.sluice.routing.ServingReport;
import dev.sluice.routing.SocketKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Controllers and proxies on loopback, with real certificates. */
class FeedTest {
    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final EndpointDirectory live = new EndpointDirectory();
    private CertificateAuthority authority;

    @BeforeEach
    void makeAuthority() throws GeneralSecurityException {
        CertificateAuthority made = CertificateAuthority.make(Instant.now());
        authority = CertificateAuthority.read(made.certificate(), made.key());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void aProxyServesItsGatewaysPartAndSaysSo() throws Exception {
        live.replace(ECHO, List.of(new Endpoint("10.0.0.1", 8080)));
        FeedServer server = controller(0);
        Proxy proxy = proxy("default/own", server.port());
        RouteTable table = table(1, binding("default/own", 8080), binding("default/other", 8081));
        holds(() -> serve(server, table).waiting().keySet().equals(Set.of("default/other")));

        assertThat(proxy.ports()).containsExactly(8080);
        assertThat(proxy.endpoints.of(ECHO)).containsExactly(new Endpoint("10.0.0.1", 8080));
    }

    @Test
    void endpointsDoNotWaitForATable() throws Exception {
        FeedServer server = controller(0);
        Proxy proxy = proxy("default/own", server.port());
        serve(server, table(1, binding("default/own", 8080)));
        holds(() -> proxy.client.isServing());

        live.replace(ECHO, List.of(new Endpoint("::1", 8080), new Endpoint("10.0.0.2", 8080)));
        holds(() -> proxy.endpoints.of(ECHO).length == 2);
        assertThat(proxy.endpoints.of(ECHO)).contains(new Endpoint("::1", 8080));
        live.remove(ECHO);
        holds(() -> proxy.endpoints.of(ECHO).length == 0);
        assertThat(proxy.tables).hasSize(1);
    }

    @Test
    void whatASocketRefusesIsReported() throws Exception {
        FeedServer server = controller(0);
        Proxy proxy = proxy("default/own", server.port());
        proxy.refuses = Map.of(socket(8080), "in use");
        RouteTable table = table(1, binding("default/own", 8080));
        holds(() -> serve(server, table).waiting().isEmpty());
        assertThat(serve(server, table).failures()).containsExactly(Map.entry(socket(8080), "in use"));
    }

    @Test
    void aProxyThatIsNotThereHoldsUpNobodyAndIsMissedOnceItHadTimeToReturn() throws Exception {
        FeedServer server = controller(0);
        CompletableFuture<Void> told = new CompletableFuture<>();
        server.onChange(() -> told.complete(null));
        RouteTable table = table(1, binding("default/own", 8080));

        CompletableFuture<ServingReport> first = server.serve(table).toCompletableFuture();
        assertThat(first).as("it is not waited for").isDone();
        assertThat(first.get().waiting()).containsOnlyKeys("default/own");
        assertThat(first.get().returning()).isTrue();

        told.get(30, TimeUnit.SECONDS);
        ServingReport later = serve(server, table);
        assertThat(later.waiting()).containsOnlyKeys("default/own");
        assertThat(later.returning()).isFalse();
    }

    @Test
    void aProxyOutlivesItsControllers() throws Exception {
        live.replace(ECHO, List.of(new Endpoint("10.0.0.1", 8080)));
        FeedServer first = controller(0);
        int port = first.port();
        Proxy proxy = proxy("default/own", port);
        serve(first, table(1, binding("default/own", 8080)));
        holds(() -> proxy.client.isServing() && Files.exists(proxy.kept));
        first.close();
        holds(() -> proxy.client.connected() == 0);
        assertThat(proxy.ports()).containsExactly(8080);

        proxy.client.close();
        Proxy again = proxy("default/own", port);
        holds(() -> again.client.isServing());
        assertThat(again.ports()).containsExactly(8080);
        assertThat(again.endpoints.of(ECHO)).containsExactly(new Endpoint("10.0.0.1", 8080));

        FeedServer second = controller(port);
        RouteTable same = table(1, binding("default/own", 8080));
        holds(() -> serve(second, same).waiting().isEmpty());
        assertThat(again.tables).as("the same table is not served again").hasSize(1);
        serve(second, table(2, binding("default/own", 9090)));
        holds(() -> again.ports().equals(List.of(9090)));
    }

    @Test
    void theControllerThatWritesStatusesIsBelieved() throws Exception {
        FeedServer follows = controller(0, "127.0.0.1");
        FeedServer leads = controller(follows.port(), "127.0.0.2");
        serve(follows, table(1, binding("default/own", 1111)));
        serve(leads, table(1, binding("default/own", 2222)));
        leads.lead(true);
        Proxy proxy = proxy("default/own", follows.port(), "127.0.0.1", "127.0.0.2");
        holds(() -> proxy.ports().equals(List.of(2222)));
        leads.close();
        holds(() -> proxy.ports().equals(List.of(1111)));
    }

    @Test
    void aProxyIsLeftAloneWhileTheSharedOneServesItsGateway() throws Exception {
        FeedServer server = controller(0);
        Proxy proxy = proxy("default/own", server.port());
        serve(server, table(1, binding("default/own", 8080)));
        holds(() -> proxy.client.isServing());
        PortBinding shared = binding("default/own", 8080, ServedBy.SHARED);
        assertThat(serve(server, table(2, shared)).waiting()).isEmpty();
        serve(server, table(3));
        holds(() -> proxy.ports().isEmpty());
        assertThat(proxy.tables).hasSize(2);
    }

    @Test
    void otherCertificatesAreRefused() throws Exception {
        FeedServer server = controller(0);
        serve(server, table(1, binding("default/own", 8080)));
        CertificateAuthority stranger = CertificateAuthority.make(Instant.now());
        Identity ofStranger = stranger.forGateway("default", "own", Instant.now());
        Proxy unknown = proxy(
                server.port(),
                new Identity(ofStranger.certificate(), ofStranger.key(), authority.certificate()),
                "127.0.0.1");
        Proxy noProxy = proxy(server.port(), authority.forController(Instant.now()), "127.0.0.1");
        Instant longAgo = Instant.now().minus(CertificateAuthority.LIFETIME.multipliedBy(2));
        Proxy expired = proxy(server.port(), authority.forGateway("default", "own", longAgo), "127.0.0.1");
        Proxy right = proxy("default/own", server.port());
        holds(() -> right.client.isServing());
        assertThat(unknown.client.isServing()).isFalse();
        assertThat(noProxy.client.isServing()).isFalse();
        assertThat(expired.client.isServing()).isFalse();
    }

    @Test
    void aControllerWithoutTheRightCertificateIsNotBelieved() throws Exception {
        FeedServer server = new FeedServer(live, 10);
        open.add(server);
        Identity ofProxy = authority.forGateway("default", "own", Instant.now());
        server.use(ofProxy);
        server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        serve(server, table(1, binding("default/own", 8080)));
        Proxy proxy = proxy("default/own", server.port());
        server.use(authority.forController(Instant.now()));
        holds(() -> proxy.client.isServing());
        assertThat(proxy.tables).hasSize(1);
    }

    @Test
    void keysOfSessionsAreOfOneGateway() throws Exception {
        FeedServer server = controller(0);
        serve(server, table(1, binding("default/own", 8080), binding("default/other", 8081)));
        server.useSessionKeys(List.of(new byte[32]));
        Proxy own = proxy("default/own", server.port());
        Proxy other = proxy("default/other", server.port());
        holds(() -> !own.keys.isEmpty() && !other.keys.isEmpty());
        assertThat(own.keys.getLast().getFirst())
                .hasSize(32)
                .isNotEqualTo(other.keys.getLast().getFirst());
    }

    private FeedServer controller(int port) throws Exception {
        return controller(port, "127.0.0.1");
    }

    private FeedServer controller(int port, String address) throws Exception {
        FeedServer server = new FeedServer(live, 10);
        open.add(server);
        server.use(authority.forController(Instant.now()));
        server.listen(new InetSocketAddress(address, port));
        return server;
    }

    private Proxy proxy(String gateway, int port) throws Exception {
        return proxy(gateway, port, "127.0.0.1");
    }

    private Proxy proxy(String gateway, int port, String... controllers) throws Exception {
        int slash = gateway.indexOf('/');
        return proxy(
                port,
                authority.forGateway(gateway.substring(0, slash), gateway.substring(slash + 1), Instant.now()),
                controllers);
    }

    private Proxy proxy(int port, Identity identity, String... controllers) throws IOException {
        Proxy proxy = new Proxy(directory, port, identity, controllers);
        open.add(proxy.client);
        return proxy;
    }

    /** A proxy without a data plane. */
    private static final class Proxy {
        final List<RouteTable> tables = new CopyOnWriteArrayList<>();
        final List<List<byte[]>> keys = new CopyOnWriteArrayList<>();
        final EndpointDirectory endpoints = new EndpointDirectory();
        final FeedClient client;
        final Path kept;
        volatile Map<SocketKey, String> refuses = Map.of();

        Proxy(Path directory, int port, Identity identity, String... controllers) throws IOException {
            Path files = Files.createTempDirectory(directory, "identity");
            Files.writeString(files.resolve(Identity.CERTIFICATE_FILE), identity.certificate());
            Files.writeString(files.resolve(Identity.KEY_FILE), identity.key());
            Files.writeString(files.resolve(Identity.AUTHORITIES_FILE), identity.authorities());
            kept = directory.resolve("kept");
            client = new FeedClient(
                    new FeedClient.Config(List.of(controllers), port, files, kept, "proxy"), endpoints, keys::add);
            client.follow(table -> {
                tables.add(table);
                return CompletableFuture.completedFuture(new ServingReport(table.generation(), refuses));
            });
        }

        List<Integer> ports() {
            return client.table().ports().stream()
                    .map(port -> port.socket().port())
                    .toList();
        }
    }

    private static ServingReport serve(FeedServer server, RouteTable table) {
        return server.serve(table)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static void holds(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
