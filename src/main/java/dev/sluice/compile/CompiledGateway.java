package dev.sluice.compile;

import dev.sluice.routing.ServerCertificate;
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
    private final @Nullable ServiceParameters parameters;
    private final @Nullable ServerCertificate clientCertificate;
    private final @Nullable Problem unresolved;
    private @Nullable Problem refused;
    private @Nullable String remark;
    private GatewayAddresses addresses = GatewayAddresses.NONE;
    private CompiledTracing traced = CompiledTracing.NONE;

    /**
     * A Gateway without addresses.
     *
     * @param listeners its own
     * @param sets the ListenerSets that refer to it, in their order of precedence
     * @param parameters null if they are not known: its Service is then left as it is
     * @param clientCertificate what it shows to its backends
     * @param unresolved a reference of the Gateway itself that does not resolve
     * @param refused why the Gateway as a whole is not accepted, apart from its listeners
     */
    CompiledGateway(
            Gateway gateway,
            List<CompiledListener> listeners,
            List<CompiledListenerSet> sets,
            @Nullable ServiceParameters parameters,
            @Nullable ServerCertificate clientCertificate,
            @Nullable Problem unresolved,
            @Nullable Problem refused) {
        this.gateway = gateway;
        this.listeners = listeners;
        this.sets = sets;
        this.allListeners = new ArrayList<>(listeners);
        for (CompiledListenerSet set : sets) {
            allListeners.addAll(set.listeners());
        }
        this.parameters = parameters;
        this.clientCertificate = clientCertificate;
        this.unresolved = unresolved;
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
    ServerCertificate clientCertificate() {
        return clientCertificate;
    }

    @Nullable
    Problem unresolved() {
        return unresolved;
    }

    @Nullable
    Problem refused() {
        return refused;
    }

    /** What is asked of its Service; null if that is not known. */
    @Nullable
    ServiceParameters parameters() {
        return parameters;
    }

    /** What a person should know of a Gateway that is served. */
    @Nullable
    String remark() {
        return remark;
    }

    void remark(String text) {
        remark = text;
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

    CompiledTracing traced() {
        return traced;
    }

    void trace(CompiledTracing tracing) {
        traced = tracing;
    }

    @Override
    public String toString() {
        return namespace() + "/" + name();
    }
}
