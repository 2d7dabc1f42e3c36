package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.PortBinding;
import dev.sluice.routing.SocketKey;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several replicas, and Gateways whose TCP and UDP listeners share a number, as those of DNS do. */
@Tag("cluster")
class SharedNumberClusterTest {
    private final TestCluster cluster = new TestCluster();
    private final Fixtures fixtures = new Fixtures(cluster);
    private final Live live = new Live(cluster);
    private final List<Replica> replicas = new ArrayList<>();

    @AfterEach
    void close() {
        replicas.forEach(Replica::close);
        cluster.close();
    }

    private Replica replica(String name) {
        Replica replica = new Replica(cluster, TestCluster.cluster(), name).start();
        replicas.add(replica);
        return replica;
    }

    private Gateway dns(String name) {
        Gateway gateway = fixtures.gateway(name);
        gateway.getSpec()
                .setListeners(List.of(
                        new ListenerBuilder()
                                .withName("tcp")
                                .withPort(53)
                                .withProtocol("TCP")
                                .build(),
                        new ListenerBuilder()
                                .withName("udp")
                                .withPort(53)
                                .withProtocol("UDP")
                                .build()));
        return gateway;
    }

    /** The container ports by Gateway and transport. */
    private static Map<String, Integer> served(Replica replica) {
        Map<String, Integer> ports = new TreeMap<>();
        for (PortBinding binding : replica.routes.table().ports()) {
            SocketKey socket = binding.socket();
            ports.put(binding.gateway() + " " + socket.transport(), socket.port());
        }
        return ports;
    }

    /** The same as the Services have them. */
    private Map<String, Integer> recorded(String... gateways) {
        Map<String, Integer> ports = new TreeMap<>();
        for (String gateway : gateways) {
            live.service(gateway + "-" + cluster.className)
                    .getSpec()
                    .getPorts()
                    .forEach(port -> ports.put(
                            cluster.namespace + "/" + gateway + " " + port.getProtocol(),
                            port.getTargetPort().getIntVal()));
        }
        return ports;
    }

    private void awaitAllServeWhatIsRecorded(Map<String, Integer> recorded) {
        for (Replica replica : replicas) {
            Await.untilAsserted(() -> assertThat(served(replica)).isEqualTo(recorded));
        }
    }

    @Test
    void allReplicasServeBothTransportsOnTheRecordedPorts() {
        cluster.client.resource(fixtures.gatewayClass()).create();
        for (String name : List.of("a", "b", "c")) {
            replica(name);
        }
        cluster.client.resource(dns("first")).create();
        cluster.client.resource(dns("second")).create();
        Await.untilAsserted(() -> assertThat(recorded("first", "second")).hasSize(4));
        Map<String, Integer> recorded = recorded("first", "second");
        assertThat(recorded.get(cluster.namespace + "/first TCP"))
                .isNotEqualTo(recorded.get(cluster.namespace + "/second TCP"));
        assertThat(recorded.get(cluster.namespace + "/first UDP"))
                .isNotEqualTo(recorded.get(cluster.namespace + "/second UDP"));
        awaitAllServeWhatIsRecorded(recorded);

        // Only one transport goes; the other keeps its port, and so do both of the other Gateway.
        Live.edit(live.gateway("first"), gateway -> {
            gateway.getSpec().setListeners(gateway.getSpec().getListeners().subList(1, 2));
        });
        Await.untilAsserted(() -> assertThat(recorded("first", "second")).hasSize(3));
        recorded.remove(cluster.namespace + "/first TCP");
        assertThat(recorded("first", "second")).isEqualTo(recorded);
        awaitAllServeWhatIsRecorded(recorded);

        replicas.forEach(Replica::close);
        replicas.clear();
        replica("restarted");
        awaitAllServeWhatIsRecorded(recorded);
        assertThat(recorded("first", "second")).isEqualTo(recorded);
    }
}
