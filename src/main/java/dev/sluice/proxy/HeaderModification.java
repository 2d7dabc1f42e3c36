package dev.sluice.proxy;

import dev.sluice.routing.HeaderChanges;
import io.vertx.core.MultiMap;
import java.util.List;

/** Applies header modifier filters. Headers that frame a message are the proxy's own and no filter's. */
final class HeaderModification {
    private HeaderModification() {}

    static void apply(List<HeaderChanges> changes, MultiMap headers) {
        for (int i = 0; i < changes.size(); i++) {
            apply(changes.get(i), headers);
        }
    }

    private static void apply(HeaderChanges changes, MultiMap headers) {
        for (int i = 0; i < changes.remove().size(); i++) {
            String name = changes.remove().get(i);
            if (!HopByHop.framing(name)) {
                headers.remove(name);
            }
        }
        for (int i = 0; i < changes.set().size(); i++) {
            HeaderChanges.Header header = changes.set().get(i);
            if (!HopByHop.framing(header.name())) {
                headers.set(header.name(), header.value());
            }
        }
        for (int i = 0; i < changes.add().size(); i++) {
            HeaderChanges.Header header = changes.add().get(i);
            if (!HopByHop.framing(header.name())) {
                headers.add(header.name(), header.value());
            }
        }
    }
}
