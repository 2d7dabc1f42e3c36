package dev.sluice.compile;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Gateway of a class of ours, on its way to a status and sockets. */
final class CompiledGateway {
    private final Gateway gateway;
    private final List<CompiledListener> listeners;
    private final List<CompiledListenerSet> sets;
    private final List<CompiledListener> allListeners;
    private @Nullable Problem refused;
    private GatewayAddresses addresses = GatewayAddresses.NONE;

    /**
     * A Gateway without addresses.
     *
     * @param listeners its own
     * @param sets the ListenerSets that refer to it, in their order of precedence
     * @param refused why the Gateway as a whole is not accepted, apart from its listeners
     */
    CompiledGateway(
            Gateway gateway,
            List<CompiledListener> listeners,
            List<CompiledListenerSet> sets,
            @Nullable Problem refused) {
        this.gateway = gateway;
        this.listeners = listeners;
        this.sets = sets;
        this.allListeners = new ArrayList<>(listeners);
        for (CompiledListenerSet set : sets) {
            allListeners.addAll(set.listeners());
        }
        this.refused = refused;
    }

    Gateway gateway() {
        return gateway;
    }

    String namespace() {
        return gateway.getMetadata().getNamespace();
    }

    String name() {
        return gateway.getMetadata().getName();
    }

    /** The Gateway's own listeners. */
    List<CompiledListener> listeners() {
        return listeners;
    }

    /** The ListenerSets that refer to the Gateway, whether they are attached or not. */
    List<CompiledListenerSet> sets() {
        return sets;
    }

    /** The Gateway's own listeners and those of the attached ListenerSets, in their order of precedence. */
    List<CompiledListener> allListeners() {
        return allListeners;
    }

    @Nullable
    Problem refused() {
        return refused;
    }

    GatewayAddresses addresses() {
        return addresses;
    }

    void assign(GatewayAddresses assigned) {
        addresses = assigned;
        if (refused == null) {
            refused = assigned.unsupported();
        }
    }

    @Override
    public String toString() {
        return namespace() + "/" + name();
    }
}
