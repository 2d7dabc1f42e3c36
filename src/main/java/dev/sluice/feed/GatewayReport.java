package dev.sluice.feed;

import dev.sluice.routing.ServingReport;
import dev.sluice.routing.ServingReport.ListenerFailure;
import dev.sluice.routing.SocketKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the proxies of one Gateway say of what they are to serve. */
final class GatewayReport {
    private GatewayReport() {}

    /** @param returning whether proxies that are there may not have found this controller yet */
    static ServingReport of(
            long generation, String gateway, GatewayFeed feed, List<ProxySession> sessions, boolean returning) {
        Map<SocketKey, String> failures = new HashMap<>();
        List<ListenerFailure> listenerFailures = new ArrayList<>();
        Set<String> behind = new TreeSet<>();
        int serving = 0;
        for (ProxySession session : sessions) {
            if (session.serves(feed)) {
                serving++;
                failures.putAll(session.served().failures());
                listenerFailures.addAll(session.served().listenerFailuresOf(gateway));
            } else if (session.servesAnything()) {
                behind.add(session.trouble());
            }
        }
        Map<String, String> waiting = new HashMap<>();
        if (feed.isTooLong()) {
            waiting.put(
                    gateway,
                    "its route table takes " + feed.frame().content().length + " bytes, more than the " + Frame.LONGEST
                            + " that a proxy takes; attach fewer routes");
        } else if (serving == 0 && behind.isEmpty()) {
            sessions.forEach(session -> behind.add(session.trouble()));
            waiting.put(
                    gateway,
                    behind.isEmpty()
                            ? "no pod of its proxy is connected yet"
                            : "no pod of its proxy serves it yet: " + String.join(", ", behind));
        } else if (!behind.isEmpty()) {
            waiting.put(gateway, "not every pod of its proxy serves it yet: " + String.join(", ", behind));
        }
        return new ServingReport(
                generation,
                failures,
                listenerFailures.stream().distinct().toList(),
                waiting,
                returning && !waiting.isEmpty());
    }
}
