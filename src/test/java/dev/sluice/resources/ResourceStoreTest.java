package dev.sluice.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import org.junit.jupiter.api.Test;

class ResourceStoreTest {
    private final ResourceStore store = new ResourceStore();

    private static EndpointSlice slice(String name, String service) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .addToLabels("kubernetes.io/service-name", service)
                .endMetadata()
                .withAddressType("IPv4")
                .build();
    }

    private static Service service(String name, String version) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withResourceVersion(version)
                .endMetadata()
                .build();
    }

    @Test
    void aSnapshotDoesNotChange() {
        store.put(service("a", "1"));
        ResourceSnapshot before = store.snapshot();
        store.put(service("a", "2"));
        store.put(service("b", "1"));
        store.remove(Service.class, new ResourceKey("Service", "default", "a"));
        assertThat(before.all(Service.class)).hasSize(1);
        assertThat(before.get(Service.class, "default", "a").getMetadata().getResourceVersion())
                .isEqualTo("1");
        assertThat(store.snapshot().all(Service.class))
                .extracting(s -> s.getMetadata().getName())
                .containsExactly("b");
    }

    @Test
    void slicesByService() {
        store.put(slice("a-1", "a"));
        store.put(slice("a-2", "a"));
        store.put(slice("b-1", "b"));
        ResourceSnapshot before = store.snapshot();
        assertThat(store.slicesOf("default", "a")).hasSize(2);
        store.put(slice("a-2", "b"));
        store.remove(EndpointSlice.class, new ResourceKey("EndpointSlice", "default", "a-1"));
        assertThat(store.slicesOf("default", "a")).isEmpty();
        assertThat(store.slicesOf("default", "b")).hasSize(2);
        assertThat(store.slicesOf("other", "b")).isEmpty();
        assertThat(before.slicesOf("default", "a")).hasSize(2);
        assertThat(store.snapshot().slicesOf("default", "b")).hasSize(2);
    }

    @Test
    void aSliceOfNoServiceIsNoMatter() {
        EndpointSlice orphan = new EndpointSliceBuilder(slice("x", "a"))
                .editMetadata()
                .withLabels(null)
                .endMetadata()
                .build();
        store.put(orphan);
        store.remove(EndpointSlice.class, ResourceKey.of(orphan));
        assertThat(store.slicesOf("default", "a")).isEmpty();
    }
}
