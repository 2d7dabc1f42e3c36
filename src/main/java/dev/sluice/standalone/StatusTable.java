package dev.sluice.standalone;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.RouteResource;
import dev.sluice.resources.manifest.Problem;
import dev.sluice.status.Condition;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerEntry;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is served and what is wrong, as a text for a person. */
public final class StatusTable {
    private static final TextTable.Words ROWS = new TextTable.Words("CHANGE", "added", "changed", "removed");
    private static final TextTable.Words FLAWS = new TextTable.Words("CHANGE", "is so now", "still so", "no more");

    private final ServedState state;
    private final TextTable gateways = new TextTable(
            "GATEWAY", "CLASS", "ADDRESS", "LISTENER", "PORT", "PROTOCOL", "HOSTNAME", "ROUTES", "SERVING");
    private final TextTable routes = new TextTable("ROUTE", "HOSTNAMES", "ATTACHED TO");
    private final TextTable empty = new TextTable("BACKEND WITHOUT ENDPOINTS", "OF", "BECAUSE");
    private final TextTable flaws = new TextTable(
                    "NOT AS IT SHOULD BE", "PART", "CONDITION", "REASON", "FILE", "MESSAGE")
            .withIncidental("FILE");

    /**
     * Gateways with their listeners, routes with their parents, backends without endpoints, and all flaws.
     *
     * @param endpointsKnown false if somebody else knows the endpoints of Services, as in files for a cluster
     */
    public StatusTable(ServedState state, boolean endpointsKnown) {
        this.state = state;
        TreeMap<String, RouteResource> sorted = new TreeMap<>();
        state.resources().forEach(object -> {
            RouteResource route = RouteResource.of(object);
            if (route != null) {
                sorted.put(ResourceKey.of(object).toString(), route);
            }
        });
        EffectiveHostnames hostnames =
                new EffectiveHostnames(state.compilation().table());
        gateways();
        sorted.forEach((name, route) -> route(name, route, hostnames));
        List<EmptyBackend> backends = endpointsKnown ? EmptyBackend.all(state.compilation()) : List.of();
        for (EmptyBackend backend : backends) {
            empty.row(backend.backend(), backend.backend(), backend.routes(), backend.reason());
        }
        for (Flaw flaw : Flaws.of(state)) {
            flaws.row(
                    flaw.object() + "\0" + flaw.part() + "\0" + flaw.state(),
                    flaw.object(),
                    flaw.part(),
                    flaw.state(),
                    flaw.reason(),
                    flaw.place(),
                    flaw.message());
        }
    }

    private void gateways() {
        TreeMap<String, Gateway> sorted = new TreeMap<>();
        TreeMap<String, ListenerSet> sets = new TreeMap<>();
        state.resources().forEach(object -> {
            if (object instanceof Gateway gateway) {
                sorted.put(ResourceKey.of(object).toString(), gateway);
            } else if (object instanceof ListenerSet set) {
                sets.put(ResourceKey.of(object).toString(), set);
            }
        });
        for (Gateway gateway : sorted.values()) {
            var status = state.statuses().gateways().get(ResourceKey.of(gateway));
            if (status != null && gateway.getSpec().getListeners() != null) {
                for (Listener listener : gateway.getSpec().getListeners()) {
                    listener(
                            gateway,
                            listener.getName(),
                            listener.getPort(),
                            listener.getProtocol(),
                            listener.getHostname(),
                            listenerStatus(status.status().listeners(), listener.getName()));
                }
            }
        }
        sets.values().forEach(this::listenerSet);
    }

    private void listenerSet(ListenerSet set) {
        ResourceKey key = ResourceKey.of(set);
        var status = state.statuses().listenerSets().get(key);
        var parent = set.getSpec().getParentRef();
        Gateway gateway = state.resources()
                .get(
                        Gateway.class,
                        Objects.requireNonNullElse(parent.getNamespace(), key.namespace()),
                        parent.getName());
        if (status != null && gateway != null) {
            for (ListenerEntry listener : set.getSpec().getListeners()) {
                listener(
                        gateway,
                        key.namespace() + "/" + key.name() + "/" + listener.getName(),
                        listener.getPort(),
                        listener.getProtocol(),
                        listener.getHostname(),
                        listenerStatus(status.status().listeners(), listener.getName()));
            }
        }
    }

    private void listener(
            Gateway gateway,
            String name,
            int port,
            String protocol,
            @Nullable String hostname,
            @Nullable ListenerStatus status) {
        ResourceKey key = ResourceKey.of(gateway);
        var gatewayStatus = state.statuses().gateways().get(key);
        gateways.row(
                key + "/" + name,
                key.namespace() + "/" + key.name(),
                gateway.getSpec().getGatewayClassName(),
                gatewayStatus == null
                        ? ""
                        : gatewayStatus.status().addresses().stream()
                                .map(GatewayStatus.Address::value)
                                .collect(Collectors.joining(",")),
                name,
                String.valueOf(port),
                protocol,
                hostname == null ? "*" : hostname,
                status == null ? "" : String.valueOf(status.attachedRoutes()),
                status != null && isTrue(status.conditions(), Condition.PROGRAMMED) ? "yes" : "no");
    }

    private static @Nullable ListenerStatus listenerStatus(List<ListenerStatus> listeners, String name) {
        for (ListenerStatus listener : listeners) {
            if (listener.name().equals(name)) {
                return listener;
            }
        }
        return null;
    }

    private void route(String name, RouteResource route, EffectiveHostnames hostnames) {
        ResourceKey key = ResourceKey.of(route.object());
        var status = state.statuses().routes().get(key);
        List<RouteStatus.Parent> parents =
                status == null ? List.of() : status.status().parents();
        routes.row(
                name,
                name,
                hostnames.of(key, route.hostnames()),
                parents.stream()
                        .filter(parent -> isTrue(parent.conditions(), Condition.ACCEPTED))
                        .map(parent -> ParentText.of(parent.parentRef()))
                        .collect(Collectors.joining(", ")));
    }

    private static boolean isTrue(List<Condition> conditions, String type) {
        for (Condition condition : conditions) {
            if (condition.type().equals(type)) {
                return condition.isTrue();
            }
        }
        return false;
    }

    /** Everything. */
    public String whole() {
        return parts(Integer.MAX_VALUE, gateways, routes, empty, flaws) + conclusion();
    }

    /**
     * Everything, or if that is too long the numbers of it and what is wrong.
     *
     * @param most rows of a table
     */
    String whole(int most) {
        if (gateways.size() + routes.size() <= most) {
            return parts(most, gateways, routes, empty, flaws) + conclusion();
        }
        return count(gateways.size(), "listener") + " and " + count(routes.size(), "route")
                + "; /debug/status on the management port shows all\n\n" + parts(most, empty, flaws) + conclusion();
    }

    /**
     * What is not as in an earlier table; empty if nothing is.
     *
     * @param most rows of a table
     */
    String since(StatusTable before, int most) {
        String changes = parts(
                most,
                gateways.since(before.gateways, ROWS),
                routes.since(before.routes, ROWS),
                empty.since(before.empty, FLAWS),
                flaws.since(before.flaws, FLAWS));
        return changes.isEmpty() && conclusion().equals(before.conclusion()) ? "" : changes + conclusion();
    }

    private static String parts(int most, TextTable... tables) {
        StringBuilder text = new StringBuilder();
        for (TextTable table : tables) {
            if (!table.isEmpty()) {
                text.append(table.text(most)).append('\n');
            }
        }
        return text.toString();
    }

    /** In one line: is all well? */
    private String conclusion() {
        String broken = brokenInFiles();
        if (!flaws.isEmpty()) {
            return (flaws.size() == 1
                            ? "1 condition is not as it should be"
                            : flaws.size() + " conditions are not as they should be")
                    + (broken.isEmpty() ? ".\n" : "; " + broken + " in files.\n");
        }
        String without = empty.isEmpty()
                ? ""
                : empty.size() == 1 ? "1 backend has no endpoints" : empty.size() + " backends have no endpoints";
        if (!broken.isEmpty()) {
            return broken + " in files; " + (without.isEmpty() ? "what could be read is as it should be" : without)
                    + ".\n";
        }
        if (!without.isEmpty()) {
            return without + "; all else is as it should be.\n";
        }
        return gateways.isEmpty() ? "No Gateway is served.\n" : "Everything is as it should be.\n";
    }

    private String brokenInFiles() {
        long errors = state.problems().stream().filter(Problem::isError).count();
        return errors == 0 ? "" : count(errors, "error");
    }

    private static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
