package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
class SessionSecretClusterTest {
    private static final String NAME = "sluice-sessions";

    private final TestCluster cluster = new TestCluster();
    private final KubernetesClient secondClient = TestCluster.cluster();
    private final List<List<byte[]>> firstKeys = new CopyOnWriteArrayList<>();
    private final List<List<byte[]>> secondKeys = new CopyOnWriteArrayList<>();
    private final SessionSecret first = new SessionSecret(cluster.client, cluster.namespace, NAME, firstKeys::add);
    private final SessionSecret second = new SessionSecret(secondClient, cluster.namespace, NAME, secondKeys::add);

    @AfterEach
    void close() {
        first.close();
        second.close();
        secondClient.close();
        cluster.close();
    }

    private Resource<Secret> secret() {
        return cluster.client.secrets().inNamespace(cluster.namespace).withName(NAME);
    }

    private static List<String> last(List<List<byte[]>> keys) {
        List<String> texts = new ArrayList<>();
        for (byte[] key : keys.getLast()) {
            texts.add(Base64.getEncoder().encodeToString(key));
        }
        return texts;
    }

    private void startBoth() {
        first.start();
        second.start();
        Await.until("both have keys", () -> !firstKeys.isEmpty() && !secondKeys.isEmpty());
    }

    @Test
    void replicasAgreeOnTheKeyThatTheFirstOneMade() {
        startBoth();

        assertThat(firstKeys.getLast().getFirst()).hasSize(32);
        assertThat(last(secondKeys)).isEqualTo(last(firstKeys));
        assertThat(secret().get().getData())
                .containsOnly(Map.entry("key", last(firstKeys).getFirst()));
    }

    @Test
    void aSecretThatIsDeletedComesBackWithItsKey() {
        startBoth();
        String key = last(firstKeys).getFirst();
        String uid = secret().get().getMetadata().getUid();

        secret().delete();

        Await.until("it is there again", () -> {
            Secret live = secret().get();
            return live != null && !live.getMetadata().getUid().equals(uid);
        });
        assertThat(secret().get().getData()).containsEntry("key", key);
    }

    @Test
    void aKeyThatIsReplacedIsFollowedAndOneThatIsTooShortIsNot() {
        startBoth();
        String before = last(firstKeys).getFirst();
        String next = Base64.getEncoder().encodeToString(new byte[32]);

        secret().edit(live ->
                live.edit().withData(Map.of("key", next, "previous", before)).build());
        Await.untilAsserted(() -> assertThat(last(secondKeys)).containsExactly(next, before));

        int count = secondKeys.size();
        secret().edit(live -> live.edit().withData(Map.of("key", "YQ==")).build());
        secret().edit(live -> live.edit().withData(Map.of("key", before)).build());
        Await.untilAsserted(() -> assertThat(last(secondKeys)).containsExactly(before));
        assertThat(secondKeys).hasSize(count + 1);
    }
}
