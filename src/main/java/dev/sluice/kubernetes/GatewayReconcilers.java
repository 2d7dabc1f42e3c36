package dev.sluice.kubernetes;

import dev.sluice.control.ChangeTrigger;
import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.config.ResolvedControllerConfiguration;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The reconcilers of GatewayClass, Gateway and HTTPRoute, the kinds without which there is nothing to do. An SDK
 * operator cannot be given a kind later and fails noisily on one that is absent, so one is made when the API server
 * serves all three kinds and thrown away when it no longer does.
 */
final class GatewayReconcilers implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("dev.sluice.kubernetes");

    /** Objects in the cache are never modified, so nothing has to be copied before a reconciler sees it. */
    private static final Cloner AS_IT_IS = new Cloner() {
        @Override
        public <R extends HasMetadata> R clone(R object) {
            return object;
        }
    };

    private final KubernetesClient client;
    private final List<KindStore<?>> stores;
    private final ChangeTrigger trigger;
    private @Nullable Operator operator;
    private volatile @Nullable Operator started;
    /** By default the SDK ends the process when an informer stops for good, and with it all that is served. */
    private volatile boolean broken;

    GatewayReconcilers(KubernetesClient client, List<KindStore<?>> stores, ChangeTrigger trigger) {
        this.client = client;
        this.stores = List.copyOf(stores);
        this.trigger = trigger;
    }

    /** Begins to follow, or again where following broke off. Blocks until the first lists are in the store, or the API server has long been silent. */
    synchronized void start() {
        if (broken) {
            LOG.warn("The SDK has given up following a kind of the Gateway API; beginning again");
            close();
        }
        if (operator != null) {
            return;
        }
        broken = false;
        Operator created = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .checkingCRDAndValidateLocalModel(false)
                .withStopOnInformerErrorDuringStartup(false)
                .withInformerStoppedHandler((informer, failure) -> broken |= failure != null)
                .withCacheSyncTimeout(Duration.ofSeconds(20))
                .withReconciliationTerminationTimeout(Duration.ZERO)
                .withResourceCloner(AS_IT_IS));
        for (KindStore<?> store : stores) {
            register(created, store);
        }
        operator = created;
        try {
            created.start();
            started = created;
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private <T extends HasMetadata> void register(Operator target, KindStore<T> store) {
        FollowedKind<T> kind = FollowedKinds.of(store.type());
        InformerConfiguration<T> informer = InformerConfiguration.builder(store.type())
                .withWatchAllNamespaces()
                .withItemStore(store)
                .withOnUpdateFilter((after, before) -> kind.isSignificant(before, after))
                .buildForController();
        ControllerConfiguration<T> configuration = new ResolvedControllerConfiguration<>(
                kind.kind().toLowerCase(Locale.ROOT),
                false,
                ChangeReconciler.class.getName(),
                GenericRetry.defaultLimitedExponentialRetry(),
                ControllerConfiguration.DEFAULT_RATE_LIMITER,
                null,
                null,
                Map.of(),
                StatusWriter.FIELD_MANAGER,
                target.getConfigurationService(),
                informer,
                true,
                null);
        target.register(new ChangeReconciler<>(trigger), configuration);
    }

    /** Whether the first lists of all three kinds are in the store. */
    boolean hasSynced() {
        Operator running = started;
        return running != null && running.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    /**
     * Stops following and forgets the objects of the kinds that are no longer served. Those of the others stay as they
     * are, and with them what is served and the Services of Gateways: a definition may be made again soon.
     */
    void forget(List<String> kinds) {
        close();
        for (KindStore<?> store : stores) {
            if (kinds.contains(HasMetadata.getKind(store.type())) && store.size() > 0) {
                store.clear();
                trigger.trigger(new ResourceKey(HasMetadata.getKind(store.type()), "", ""));
            }
        }
    }

    @Override
    public synchronized void close() {
        started = null;
        if (operator != null) {
            // A start that failed half way leaves controllers running that Operator.stop would not stop.
            operator.getRegisteredControllers().forEach(registered -> {
                if (registered instanceof Controller<?> controller) {
                    controller.stop();
                }
            });
            operator.stop();
            operator = null;
        }
    }
}
