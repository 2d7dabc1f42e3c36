package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.ClientValidation;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.RequestView;
import dev.sluice.routing.Selection;
import dev.sluice.routing.StreamListener;
import dev.sluice.routing.TlsListener;
import io.netty.handler.ssl.SslContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A port of the table that is served, with what TLS needs.
 *
 * @param contexts for each TLS listener that terminates, by section name; one whose certificates cannot be used is
 *     missing
 * @param backendTls the TLS with each backend of the port's routes that asks for it; what cannot be spoken is missing
 * @param streams the section names of the listeners whose connections are carried as bytes
 * @param clients whom the listeners accept that validate clients, by section name
 * @param resets how a TLS connection is refused that no listener takes, as {@link PortRoutes.Tls#resets} says
 */
record ServedPort(
        PortBinding binding,
        Map<String, SslContext> contexts,
        Map<Backend.Service, UpstreamTls> backendTls,
        Set<String> streams,
        Map<String, ClientValidation> clients,
        boolean resets) {
    ServedPort(PortBinding binding, Map<String, SslContext> contexts, Map<Backend.Service, UpstreamTls> backendTls) {
        this(
                binding,
                contexts,
                backendTls,
                streamsOf(binding.routes()),
                clientsOf(binding.routes()),
                binding.routes() instanceof PortRoutes.Tls tls && tls.resets());
    }

    private static Set<String> streamsOf(PortRoutes routes) {
        return switch (routes) {
            case PortRoutes.Http _, PortRoutes.Udp _ -> Set.of();
            case PortRoutes.Tcp(StreamListener listener) -> Set.of(listener.name());
            case PortRoutes.Tls tls -> {
                Set<String> names = new HashSet<>();
                for (TlsListener listener : tls.listeners().values()) {
                    if (listener instanceof TlsListener.Stream) {
                        names.add(listener.name());
                    }
                }
                yield Set.copyOf(names);
            }
        };
    }

    private static Map<String, ClientValidation> clientsOf(PortRoutes routes) {
        Map<String, ClientValidation> clients = new HashMap<>();
        if (routes instanceof PortRoutes.Tls tls) {
            for (TlsListener listener : tls.listeners().values()) {
                if (listener instanceof TlsListener.Https https && https.tls().clients() != null) {
                    clients.put(https.name(), https.tls().clients());
                }
            }
        }
        return Map.copyOf(clients);
    }

    /** The TLS to speak with a backend of this port's routes. */
    UpstreamTls tlsOf(Backend.Service backend) {
        if (backend.tls() == null) {
            return UpstreamTls.Cleartext.CLEARTEXT;
        }
        UpstreamTls tls = backendTls.get(backend);
        return tls == null ? UpstreamTls.Unusable.UNUSABLE : tls;
    }

    String gateway() {
        return binding.gateway();
    }

    int listenerPort() {
        return binding.listenerPort();
    }

    /** Whether a listener of that section name carries connections as bytes. */
    boolean carries(String listener) {
        return streams.contains(listener);
    }

    /** The TLS listener for an SNI, empty for none; or null. */
    @Nullable
    TlsListener listenerFor(String sni) {
        return switch (binding.routes()) {
            case PortRoutes.Http _, PortRoutes.Tcp _, PortRoutes.Udp _ -> null;
            case PortRoutes.Tls tls -> tls.listeners().get(sni);
        };
    }

    /**
     * Selects a rule.
     *
     * @param terminatedBy the section name of the listener that terminated TLS, or null for a cleartext connection
     */
    Selection select(@Nullable String terminatedBy, RequestView request) {
        return switch (binding.routes()) {
            // A connection may be older than the change of its port from cleartext to TLS or back.
            case PortRoutes.Http(HttpPort http) ->
                terminatedBy == null ? http.select(request) : Selection.Miss.MISDIRECTED;
            case PortRoutes.Tls(var _, var http) ->
                terminatedBy == null || http == null
                        ? Selection.Miss.MISDIRECTED
                        : http.selectBehind(terminatedBy, request);
            case PortRoutes.Tcp _, PortRoutes.Udp _ -> Selection.Miss.MISDIRECTED;
        };
    }
}
