package dev.sluice.standalone;

import dev.sluice.routing.HttpListener;
import dev.sluice.routing.HttpPort;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.RouteTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The listeners of a table that serve HTTP, in cleartext or behind TLS. */
final class HttpListeners {
    private HttpListeners() {}

    static List<HttpListener> of(RouteTable table) {
        List<HttpListener> listeners = new ArrayList<>();
        for (PortBinding port : table.ports()) {
            HttpPort http =
                    switch (port.routes()) {
                        case PortRoutes.Http(HttpPort plain) -> plain;
                        case PortRoutes.Tls(var _, @Nullable HttpPort terminated) -> terminated;
                        case PortRoutes.Tcp _, PortRoutes.Udp _ -> null;
                    };
            if (http != null) {
                listeners.addAll(http.listeners().values());
            }
        }
        return listeners;
    }
}
