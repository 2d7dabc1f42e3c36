package dev.sluice.compile;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Gateway of a class of ours, on its way to a status and sockets. */
final class CompiledGateway {
    private final Gateway gateway;
    private final List<CompiledListener> listeners;
    private @Nullable Problem refused;
    private GatewayAddresses addresses = GatewayAddresses.NONE;

    /** @param refused why the Gateway as a whole is not accepted, apart from its listeners */
    CompiledGateway(Gateway gateway, List<CompiledListener> listeners, @Nullable Problem refused) {
        this.gateway = gateway;
        this.listeners = listeners;
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

    List<CompiledListener> listeners() {
        return listeners;
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
