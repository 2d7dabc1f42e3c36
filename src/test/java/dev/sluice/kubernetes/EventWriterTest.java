package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.compile.Compilation;
import dev.sluice.compile.Statuses;
import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.RouteTable;
import dev.sluice.status.Condition;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an API server that keeps the names of Events, and a clock that stands still until it is set. */
class EventWriterTest {
    private static final EventWriter.Timing TIMING =
            new EventWriter.Timing(Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofMillis(1));

    private final ObjectMapper json = new ObjectMapper();
    private final List<JsonNode> created = new CopyOnWriteArrayList<>();
    private final List<JsonNode> patched = new CopyOnWriteArrayList<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final AtomicInteger sweeps = new AtomicInteger();
    private HttpServer server;
    private KubernetesClient client;
    private EventWriter writer;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/apis/events.k8s.io/v1/namespaces/ns/events", this::answer);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build())
                .build();
        writer = writer();
    }

    private EventWriter writer() {
        return new EventWriter(
                client,
                "replica-1",
                leads::get,
                InstantSource.system(),
                () -> {
                    sweeps.incrementAndGet();
                    return nanos.get();
                },
                TIMING,
                WriteObserver.NONE);
    }

    @AfterEach
    void stop() {
        writer.close();
        client.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode body = json.readTree(exchange.getRequestBody());
        assertThat(exchange.getRequestMethod()).isIn("POST", "PATCH");
        boolean isPatch = exchange.getRequestMethod().equals("PATCH");
        int code = isPatch ? 200 : 201;
        if (isPatch) {
            if (body.isEmpty()) {
                body = patched.isEmpty() ? json.readTree("{\"kind\":\"Event\"}") : patched.getLast();
            } else {
                patched.add(body);
            }
        } else if (names.add(body.at("/metadata/name").asText())) {
            created.add(body);
        } else {
            code = 409;
        }
        byte[] answer = (code == 409 ? "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":409}" : body.toString())
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static Gateway gateway(String name) {
        return new GatewayBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName(name)
                .withUid("uid-" + name)
                .endMetadata()
                .build();
    }

    private static GatewayStatus status(Condition ofGateway, Condition ofListener) {
        return new GatewayStatus(
                List.of(),
                List.of(ofGateway),
                List.of(new ListenerStatus("https", List.of(), 0, List.of(ofListener))),
                0);
    }

    private static final GatewayStatus SOUND =
            status(Condition.yes("Programmed", "Programmed", ""), Condition.yes("ResolvedRefs", "ResolvedRefs", ""));

    private static GatewayStatus unresolved(String message) {
        return status(
                Condition.no("ResolvedRefs", "ListenersNotResolved", "see the listeners"),
                Condition.no("ResolvedRefs", "InvalidCertificateRef", message));
    }

    private void desire(GatewayStatus status, String... names) {
        Map<ResourceKey, Generated<GatewayStatus>> gateways = new ConcurrentHashMap<>();
        for (String name : names) {
            Gateway gateway = gateway(name);
            writer.changed(null, gateway);
            gateways.put(ResourceKey.of(gateway), new Generated<>(1, status));
        }
        Statuses statuses = new Statuses(Map.of(), gateways, Map.of(), Map.of(), Map.of());
        writer.accept(
                new Compilation(ResourceSnapshot.of(List.of()), new RouteTable(1, List.of()), statuses, List.of()),
                statuses);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Until all that is due has been looked at. */
    private void awaitSweep() {
        int before = sweeps.get();
        Await.until("it has looked", () -> sweeps.get() > before + 2);
    }

    @Test
    void whatLastsIsToldAndWhatPassesIsNot() {
        desire(unresolved("no Secret"), "gw");
        awaitSweep();
        assertThat(created).isEmpty();
        desire(SOUND, "gw");
        pass(Duration.ofSeconds(60));

        desire(unresolved("no Secret"), "gw");
        pass(Duration.ofSeconds(11));

        Await.untilAsserted(() -> assertThat(created).hasSize(1));
        JsonNode event = created.getFirst();
        assertThat(event.path("note").asText()).isEqualTo("Listener https: no Secret");
        assertThat(event.path("reason").asText()).isEqualTo("InvalidCertificateRef");
        assertThat(event.path("type").asText()).isEqualTo("Warning");
        assertThat(event.at("/regarding/uid").asText()).isEqualTo("uid-gw");
        assertThat(event.at("/regarding/kind").asText()).isEqualTo("Gateway");
        assertThat(event.path("eventTime").asText()).matches("\\d{4}-.*\\.\\d{6}Z");
    }

    @Test
    void whatStillLastsIsCountedAndWhatSaysSomethingElseIsAnotherEvent() {
        desire(unresolved("no Secret"), "gw");
        pass(Duration.ofSeconds(11));
        Await.untilAsserted(() -> assertThat(created).hasSize(1));
        pass(Duration.ofMinutes(9));
        awaitSweep();
        assertThat(patched).isEmpty();

        pass(Duration.ofMinutes(1));
        Await.untilAsserted(() -> assertThat(patched).hasSize(1));
        assertThat(patched.getFirst().at("/series/count").asInt()).isEqualTo(2);

        pass(Duration.ofSeconds(11));
        desire(unresolved("no key"), "gw");
        Await.untilAsserted(() -> assertThat(created).hasSize(2));
    }

    @Test
    void aReplicaThatTakesOverCountsOnAndOneThatDoesNotLeadWritesNothing() {
        leads.set(false);
        desire(unresolved("no Secret"), "gw");
        pass(Duration.ofSeconds(11));
        awaitSweep();
        assertThat(created).isEmpty();

        leads.set(true);
        Await.untilAsserted(() -> assertThat(created).hasSize(1));
        writer.close();
        writer = writer();
        desire(unresolved("no Secret"), "gw");
        pass(Duration.ofSeconds(11));

        Await.untilAsserted(() -> assertThat(patched).hasSize(1));
        assertThat(created).hasSize(1);
        assertThat(patched.getFirst().at("/series/count").asInt()).isEqualTo(2);

        pass(Duration.ofMinutes(11));
        Await.untilAsserted(() -> assertThat(patched).hasSize(2));
        writer.close();
        writer = writer();
        desire(unresolved("no Secret"), "gw");
        pass(Duration.ofSeconds(11));
        Await.untilAsserted(() -> assertThat(patched).hasSize(3));
        assertThat(patched.getLast().at("/series/count").asInt()).isEqualTo(4);
    }

    @Test
    void moreTroublesThanAnybodyReadsAreNotTold() {
        String[] many = IntStream.range(0, EventWriter.MOST + 50)
                .mapToObj(i -> "gw-" + i)
                .toArray(String[]::new);
        desire(unresolved("no Secret"), many);
        pass(Duration.ofSeconds(11));

        Await.untilAsserted(() -> assertThat(created).hasSize(EventWriter.MOST));
        awaitSweep();
        assertThat(created).hasSize(EventWriter.MOST);
        Set<String> distinct = new HashSet<>();
        created.forEach(event -> distinct.add(event.at("/metadata/name").asText()));
        assertThat(distinct).hasSize(EventWriter.MOST);
    }

    @Test
    void theMostTellingOfEachListenerAndOfTheGatewayIsTold() {
        List<Condition> listener = new ArrayList<>(List.of(
                Condition.no("Accepted", "HostnameConflict", "refused"),
                Condition.no("Programmed", "Invalid", "not accepted"),
                Condition.yes("Conflicted", "HostnameConflict", "taken by other")));
        GatewayStatus status = new GatewayStatus(
                List.of(),
                List.of(
                        Condition.yes("Accepted", "ListenersNotValid", "some"),
                        Condition.no("Programmed", "AddressNotAssigned", "no address yet")),
                List.of(new ListenerStatus("http", List.of(), 0, listener)),
                0);
        ResourceKey key = ResourceKey.of(gateway("gw"));

        Map<Trouble, String> troubles = Trouble.of(
                new Statuses(Map.of(), Map.of(key, new Generated<>(1, status)), Map.of(), Map.of(), Map.of()));

        assertThat(troubles)
                .containsOnly(
                        Map.entry(new Trouble(key, "", "AddressNotAssigned"), "no address yet"),
                        Map.entry(new Trouble(key, "http", "HostnameConflict"), "Listener http: taken by other"));
    }

    @Test
    void aNoteIsCutAtTheBytesThatTheApiAllows() {
        assertThat(WarningEvent.cut("short")).isEqualTo("short");
        assertThat(WarningEvent.cut("\uD83D\uDE00".repeat(600)).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(1_024);
        assertThat(WarningEvent.cut("x".repeat(2_000))).hasSize(1_024).endsWith("...");
    }
}
