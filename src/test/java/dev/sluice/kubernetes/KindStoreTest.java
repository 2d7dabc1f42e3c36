package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resources.ResourceStore;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KindStoreTest {
    private final ResourceStore resources = new ResourceStore();
    private final List<String> changes = new ArrayList<>();
    private final KindStore<Secret> secrets = new KindStore<>(
            Secret.class,
            resources,
            FollowedKinds.of(Secret.class)::trim,
            (before, after) -> changes.add((before == null ? "-" : "x") + (after == null ? "-" : "x")));

    private static Secret secret(String type) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace("ns")
                .withName("cert")
                .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", "{}")
                .addToAnnotations("kept", "yes")
                .withManagedFields(new ManagedFieldsEntry())
                .endMetadata()
                .withType(type)
                .addToData("tls.crt", "Y3J0")
                .addToData("tls.key", "a2V5")
                .addToData("other", "b3RoZXI=")
                .build();
    }

    @Test
    void whatTheInformerCachesIsInTheStoreAtOnceAndOnceOnly() {
        Secret secret = secret("kubernetes.io/tls");

        secrets.put(secrets.getKey(secret), secret);

        assertThat(resources.snapshot().get(Secret.class, "ns", "cert")).isSameAs(secret);
        assertThat(secrets.get("ns/cert")).isSameAs(secret);
        assertThat(changes).containsExactly("-x");
    }

    @Test
    void listenersAreToldOfEachChangeAndNotOfTheSameObjectAgain() {
        Secret secret = secret("kubernetes.io/tls");
        secrets.put("ns/cert", secret);
        secrets.put("ns/cert", secret);
        secrets.put("ns/cert", secret("kubernetes.io/tls"));
        secrets.remove("ns/cert");
        secrets.remove("ns/cert");

        assertThat(changes).containsExactly("-x", "xx", "x-");
        assertThat(resources.snapshot().size()).isZero();
    }

    @Test
    void aKindThatIsNoLongerServedLeavesNothing() {
        secrets.put("ns/cert", secret("kubernetes.io/tls"));

        secrets.clear();

        assertThat(resources.snapshot().size()).isZero();
        assertThat(changes).containsExactly("-x", "x-");
    }

    @Test
    void aSecretThatIsMadeAgainWithAnotherTypeIsThereWhicheverWatchIsFaster() {
        KindStore<Secret> others =
                new KindStore<>(Secret.class, resources, FollowedKinds.of(Secret.class)::trim, (_, _) -> {});
        others.put("ns/cert", secret("Opaque"));

        // The watch of the others is late: the new Secret is seen before the end of the old one.
        secrets.put("ns/cert", secret("kubernetes.io/tls"));
        others.remove("ns/cert");

        assertThat(resources.snapshot().get(Secret.class, "ns", "cert").getType())
                .isEqualTo("kubernetes.io/tls");

        others.put("ns/cert", secret("Opaque"));
        secrets.remove("ns/cert");

        assertThat(resources.snapshot().get(Secret.class, "ns", "cert").getType())
                .isEqualTo("Opaque");
        others.remove("ns/cert");
        assertThat(resources.snapshot().size()).isZero();
    }

    @Test
    void onlyWhatIsReadIsKept() {
        Secret tls = secret("kubernetes.io/tls");
        Secret opaque = secret("Opaque");

        FollowedKinds.of(Secret.class).trim(tls);
        FollowedKinds.of(Secret.class).trim(opaque);

        assertThat(tls.getData()).containsOnlyKeys("tls.crt", "tls.key");
        assertThat(tls.getMetadata().getManagedFields()).isNullOrEmpty();
        assertThat(tls.getMetadata().getAnnotations()).containsOnlyKeys("kept");
        assertThat(opaque.getData()).isEmpty();
        assertThat(opaque.getType()).isEqualTo("Opaque");
    }
}
