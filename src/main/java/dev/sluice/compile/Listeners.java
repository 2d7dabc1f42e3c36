package dev.sluice.compile;

import dev.sluice.resources.ResourceKey;
import dev.sluice.routing.ClientValidation;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.routing.TlsOptions;
import dev.sluice.routing.TlsTermination;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Listeners of Gateways and ListenerSets, each on its own. */
final class Listeners {
    private final Certificates certificates;
    private final FrontendValidation validation;
    private final ListenerFilters filters;

    Listeners(Certificates certificates, FrontendValidation validation, ListenerFilters filters) {
        this.certificates = certificates;
        this.validation = validation;
        this.filters = filters;
    }

    Certificates certificates() {
        return certificates;
    }

    /** A Gateway's own. */
    List<CompiledListener> compile(Gateway gateway) {
        return compile(
                gateway,
                ResourceKey.of(gateway),
                Objects.requireNonNullElse(gateway.getSpec().getListeners(), List.of()));
    }

    /**
     * Those of a Gateway or of a ListenerSet that is attached to it.
     *
     * @param owner the object that they are written in: its references and its namespace count, not the Gateway's
     */
    List<CompiledListener> compile(Gateway gateway, ResourceKey owner, List<Listener> listeners) {
        List<CompiledListener> compiled = new ArrayList<>(listeners.size());
        for (Listener listener : listeners) {
            compiled.add(compile(gateway, owner, listener));
        }
        return compiled;
    }

    private CompiledListener compile(Gateway gateway, ResourceKey owner, Listener listener) {
        ListenerProtocol protocol = ListenerProtocol.of(listener.getProtocol());
        HostnamePattern hostname = protocol == null || protocol.namesHosts()
                ? Hostnames.parse(listener.getHostname())
                : HostnamePattern.ANY;
        RouteKinds kinds = RouteKinds.of(protocol, listener.getAllowedRoutes());
        List<Problem> unresolved = new ArrayList<>();
        if (kinds.problem() != null) {
            unresolved.add(kinds.problem());
        }
        TlsTermination tls = null;
        Problem refused = refusal(listener, protocol, hostname);
        List<Problem> wrong = new ArrayList<>();
        ListenerFilters.Compiled filtered = filters.compile(listener, owner, protocol, wrong, unresolved);
        boolean passthrough = protocol == ListenerProtocol.TLS
                && listener.getTls() != null
                && "Passthrough".equals(listener.getTls().getMode());
        if (protocol != null && protocol.isTls() && !passthrough) {
            List<ServerCertificate> sound = certificates.resolve(owner, listener, unresolved);
            TlsOptions options = ListenerTlsOptions.of(
                    listener.getTls() == null ? null : listener.getTls().getOptions(), wrong);
            ClientValidation clients = null;
            boolean usable = !sound.isEmpty();
            // The API asks for certificates of clients on listeners that handle HTTPS alone.
            if (protocol == ListenerProtocol.HTTPS) {
                FrontendValidation.OfPort ofPort = validation.of(gateway, listener.getPort());
                unresolved.addAll(ofPort.unresolved());
                refused = refused == null ? ofPort.refused() : refused;
                clients = ofPort.clients();
                usable = usable && ofPort.refused() == null;
            }
            tls = usable ? new TlsTermination(sound, clients, options) : null;
        }
        if (refused == null && !wrong.isEmpty()) {
            refused = Problem.summary(wrong);
        }
        return new CompiledListener(
                new ListenerId(owner, listener.getName()),
                listener.getPort(),
                protocol,
                hostname == null ? HostnamePattern.ANY : hostname,
                kinds,
                RouteAdmission.of(listener.getAllowedRoutes(), kinds.supported(), owner.namespace()),
                tls,
                passthrough,
                filtered,
                refused,
                unresolved.isEmpty() ? null : unresolved.getFirst());
    }

    private static @Nullable Problem refusal(
            Listener listener, @Nullable ListenerProtocol protocol, @Nullable HostnamePattern hostname) {
        if (protocol == null) {
            return new Problem(
                    Reason.UNSUPPORTED_PROTOCOL,
                    "protocol: \"" + listener.getProtocol()
                            + "\" is not supported; supported are HTTP, HTTPS, TLS, TCP and UDP");
        }
        if (hostname == null) {
            return unsupported(Hostnames.complaint("hostname", listener.getHostname()));
        }
        if (protocol == ListenerProtocol.HTTPS) {
            if (listener.getTls() != null
                    && "Passthrough".equals(listener.getTls().getMode())) {
                return unsupported("tls.mode: Passthrough needs protocol TLS; with HTTPS only Terminate is supported");
            }
        }
        return null;
    }

    private static Problem unsupported(String message) {
        return new Problem(Reason.UNSUPPORTED_VALUE, message);
    }
}
