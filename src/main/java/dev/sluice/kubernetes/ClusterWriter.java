package dev.sluice.kubernetes;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.ServiceRefusal;
import dev.sluice.compile.Statuses;
import dev.sluice.control.StatusSink;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that this replica writes to the cluster, behind the Lease that allows it: statuses, Services with their
 * EndpointSlices, finalizers, Events. It listens to the {@link ClusterSource} to compare what is wanted with what is there.
 */
public final class ClusterWriter implements StatusSink, StoreListener, AutoCloseable {
    private final WriterLease lease;
    private final ProxyPods pods;
    private final StatusWriter statuses;
    private final Provisioner provisioner;
    private final BackendServices backends;
    private final ClassFinalizer finalizer;
    private final EventWriter events;
    private final WriteObserver observer;
    private final RefusedWrites refused;
    private volatile Consumer<Boolean> onLeading = _ -> {};
    private @Nullable Compilation latest;
    private Statuses served = Statuses.NONE;

    /**
     * A writer that is not started.
     *
     * @param podSelector the label, {@code key=value}, of all pods of the shared proxy, in the Lease's namespace
     * @param statusWrites how many writes of statuses are under way at once
     * @param dedicated how Gateways' own proxies are made
     */
    public ClusterWriter(
            KubernetesClient client,
            String controllerName,
            WriterLease.Config leaseConfig,
            String podSelector,
            int statusWrites,
            DedicatedProxies dedicated,
            InstantSource clock,
            WriteObserver observer) {
        this.observer = observer;
        lease = new WriterLease(client, leaseConfig, this::leading);
        pods = new ProxyPods(client, leaseConfig.namespace(), podSelector, this::podsChanged);
        statuses = new StatusWriter(client, controllerName, lease::isHeld, statusWrites, clock, observer);
        refused = new RefusedWrites(this::tell);
        provisioner = new Provisioner(
                client,
                lease::isHeld,
                pods,
                refused,
                new ProxyProvisioner.Making(
                        controllerName, dedicated, () -> pods.container(leaseConfig.identity()), clock),
                observer);
        backends = new BackendServices(client, controllerName, lease::isHeld, observer);
        finalizer = new ClassFinalizer(client, lease::isHeld, observer);
        events = new EventWriter(
                client,
                leaseConfig.identity(),
                lease::isHeld,
                clock,
                System::nanoTime,
                EventWriter.Timing.USUAL,
                observer);
    }

    /** Begins to follow the proxy's pods and to apply for the Lease. */
    public void start() {
        pods.start(this::podsChanged);
        lease.start();
    }

    @Override
    public synchronized void accept(Compilation compilation, Statuses desired) {
        latest = compilation;
        served = desired;
        provisioner.accept(compilation, desired);
        backends.accept(compilation, desired);
        finalizer.accept(compilation, desired);
        tell();
    }

    /** What is said, which what became of the Services changes without a compilation. */
    private synchronized void tell() {
        if (latest != null) {
            Statuses said = ServiceRefusal.correct(latest, served, refused.current());
            statuses.accept(latest, said);
            events.accept(latest, said);
        }
    }

    @Override
    public void changed(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        statuses.changed(before, after);
        provisioner.changed(before, after);
        backends.changed(before, after);
        finalizer.changed(before, after);
        events.changed(before, after);
    }

    private void podsChanged() {
        provisioner.podsChanged();
    }

    /** Sets who is told when this replica begins to write, and when it ends. */
    public void onLeading(Consumer<Boolean> told) {
        onLeading = told;
    }

    private void leading(boolean held) {
        observer.leading(held);
        onLeading.accept(held);
        if (held) {
            statuses.writeAll();
            provisioner.provisionAll();
            backends.provisionAll();
            finalizer.writeAll();
        }
    }

    /** Whether this replica may write now. */
    public boolean isLeading() {
        return lease.isHeld();
    }

    /** The replica that was last seen to hold the Lease; empty if none was. */
    public String leader() {
        return lease.holder();
    }

    /** Whether nothing waits to be compared or written. */
    public boolean isIdle() {
        return statuses.pending() == 0
                && provisioner.pending() == 0
                && backends.pending() == 0
                && finalizer.pending() == 0;
    }

    /** Writes nothing more, and lets another replica do so. */
    @Override
    public void close() {
        lease.close();
        statuses.close();
        provisioner.close();
        backends.close();
        finalizer.close();
        events.close();
        pods.close();
    }
}
