package dev.sluice.kubernetes;

import dev.sluice.status.GatewayMerge;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerStatus;
import dev.sluice.status.ListenersMerge;
import dev.sluice.status.LiveCondition;
import dev.sluice.status.ParentReference;
import dev.sluice.status.RouteMerge;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayStatusAddress;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayStatusAddressBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerEntryStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReferenceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.PolicyAncestorStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.PolicyAncestorStatusBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.PolicyStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteGroupKind;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteGroupKindBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatusBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Between the statuses of the Kubernetes model and those of package status. */
final class StatusModel {
    private static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

    /** A field of the experimental channel: only written if one like it was read. */
    private static final String ROUTABILITY = "routability";

    private StatusModel() {}

    static List<LiveCondition> conditions(@Nullable List<Condition> conditions) {
        List<LiveCondition> live = new ArrayList<>();
        if (conditions != null) {
            for (Condition condition : conditions) {
                live.add(new LiveCondition(
                        condition.getType(),
                        orEmpty(condition.getStatus()),
                        orEmpty(condition.getReason()),
                        orEmpty(condition.getMessage()),
                        Objects.requireNonNullElse(condition.getObservedGeneration(), 0L),
                        orEmpty(condition.getLastTransitionTime())));
            }
        }
        return live;
    }

    static List<Condition> model(List<LiveCondition> conditions) {
        List<Condition> model = new ArrayList<>(conditions.size());
        for (LiveCondition condition : conditions) {
            model.add(new ConditionBuilder()
                    .withType(condition.type())
                    .withStatus(condition.status())
                    .withReason(condition.reason())
                    .withMessage(condition.message())
                    .withObservedGeneration(condition.observedGeneration())
                    .withLastTransitionTime(condition.lastTransitionTime())
                    .build());
        }
        return model;
    }

    static GatewayStatusAddress model(GatewayStatus.Address address) {
        GatewayStatusAddressBuilder model =
                new GatewayStatusAddressBuilder().withType(address.type()).withValue(address.value());
        return address.routability().isEmpty()
                ? model.build()
                : model.addToAdditionalProperties(ROUTABILITY, address.routability())
                        .build();
    }

    static GatewayMerge.Live live(io.fabric8.kubernetes.api.model.gatewayapi.v1.@Nullable GatewayStatus status) {
        List<GatewayStatus.Address> addresses = new ArrayList<>();
        List<ListenersMerge.Listener> listeners = new ArrayList<>();
        if (status == null) {
            return new GatewayMerge.Live(addresses, List.of(), listeners, 0);
        }
        if (status.getAddresses() != null) {
            for (GatewayStatusAddress address : status.getAddresses()) {
                addresses.add(new GatewayStatus.Address(
                        Objects.requireNonNullElse(address.getType(), "IPAddress"),
                        orEmpty(address.getValue()),
                        address.getAdditionalProperties().get(ROUTABILITY) instanceof String routability
                                ? routability
                                : ""));
            }
        }
        if (status.getListeners() != null) {
            for (var listener : status.getListeners()) {
                listeners.add(listener(
                        listener.getName(),
                        listener.getSupportedKinds(),
                        listener.getAttachedRoutes(),
                        listener.getConditions()));
            }
        }
        return new GatewayMerge.Live(
                addresses,
                conditions(status.getConditions()),
                listeners,
                Objects.requireNonNullElse(status.getAttachedListenerSets(), 0));
    }

    static List<ListenersMerge.Listener> liveEntries(@Nullable List<ListenerEntryStatus> entries) {
        List<ListenersMerge.Listener> listeners = new ArrayList<>();
        if (entries != null) {
            for (ListenerEntryStatus entry : entries) {
                listeners.add(listener(
                        entry.getName(), entry.getSupportedKinds(), entry.getAttachedRoutes(), entry.getConditions()));
            }
        }
        return listeners;
    }

    private static ListenersMerge.Listener listener(
            String name,
            @Nullable List<RouteGroupKind> kinds,
            @Nullable Integer attachedRoutes,
            @Nullable List<Condition> conditions) {
        return new ListenersMerge.Listener(
                name, kinds(kinds), Objects.requireNonNullElse(attachedRoutes, -1), conditions(conditions));
    }

    static List<RouteGroupKind> kinds(ListenersMerge.Listener listener) {
        List<RouteGroupKind> model = new ArrayList<>();
        for (ListenerStatus.RouteGroupKind kind : listener.supportedKinds()) {
            model.add(new RouteGroupKindBuilder()
                    .withGroup(kind.group())
                    .withKind(kind.kind())
                    .build());
        }
        return model;
    }

    private static List<ListenerStatus.RouteGroupKind> kinds(@Nullable List<RouteGroupKind> kinds) {
        List<ListenerStatus.RouteGroupKind> result = new ArrayList<>();
        if (kinds != null) {
            for (RouteGroupKind kind : kinds) {
                result.add(new ListenerStatus.RouteGroupKind(
                        Objects.requireNonNullElse(kind.getGroup(), GATEWAY_GROUP), kind.getKind()));
            }
        }
        return result;
    }

    static List<RouteMerge.Live<RouteParentStatus>> live(@Nullable List<RouteParentStatus> parents) {
        List<RouteMerge.Live<RouteParentStatus>> live = new ArrayList<>();
        if (parents != null) {
            for (RouteParentStatus parent : parents) {
                live.add(new RouteMerge.Live<>(
                        orEmpty(parent.getControllerName()),
                        reference(parent.getParentRef()),
                        conditions(parent.getConditions()),
                        parent));
            }
        }
        return live;
    }

    static List<RouteParentStatus> model(List<RouteMerge.Entry<RouteParentStatus>> parents, String controllerName) {
        List<RouteParentStatus> model = new ArrayList<>(parents.size());
        for (RouteMerge.Entry<RouteParentStatus> entry : parents) {
            model.add(
                    switch (entry) {
                        case RouteMerge.Entry.Foreign<RouteParentStatus>(RouteParentStatus original) -> original;
                        case RouteMerge.Entry.Own<RouteParentStatus>(ParentReference ref, var conditions) ->
                            new RouteParentStatusBuilder()
                                    .withControllerName(controllerName)
                                    .withParentRef(model(ref))
                                    .withConditions(model(conditions))
                                    .build();
                    });
        }
        return model;
    }

    static List<RouteMerge.Live<PolicyAncestorStatus>> live(@Nullable PolicyStatus status) {
        List<RouteMerge.Live<PolicyAncestorStatus>> live = new ArrayList<>();
        if (status != null && status.getAncestors() != null) {
            for (PolicyAncestorStatus ancestor : status.getAncestors()) {
                live.add(new RouteMerge.Live<>(
                        orEmpty(ancestor.getControllerName()),
                        reference(ancestor.getAncestorRef()),
                        conditions(ancestor.getConditions()),
                        ancestor));
            }
        }
        return live;
    }

    static List<PolicyAncestorStatus> ancestors(
            List<RouteMerge.Entry<PolicyAncestorStatus>> ancestors, String controllerName) {
        List<PolicyAncestorStatus> model = new ArrayList<>(ancestors.size());
        for (RouteMerge.Entry<PolicyAncestorStatus> entry : ancestors) {
            model.add(
                    switch (entry) {
                        case RouteMerge.Entry.Foreign<PolicyAncestorStatus>(PolicyAncestorStatus original) -> original;
                        case RouteMerge.Entry.Own<PolicyAncestorStatus>(ParentReference ref, var conditions) ->
                            new PolicyAncestorStatusBuilder()
                                    .withControllerName(controllerName)
                                    .withAncestorRef(model(ref))
                                    .withConditions(model(conditions))
                                    .build();
                    });
        }
        return model;
    }

    private static ParentReference reference(
            io.fabric8.kubernetes.api.model.gatewayapi.v1.@Nullable ParentReference reference) {
        return reference == null
                ? new ParentReference(null, null, null, "", null, null)
                : new ParentReference(
                        reference.getGroup(),
                        reference.getKind(),
                        reference.getNamespace(),
                        orEmpty(reference.getName()),
                        reference.getSectionName(),
                        reference.getPort());
    }

    private static io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference model(ParentReference reference) {
        return new ParentReferenceBuilder()
                .withGroup(reference.group())
                .withKind(reference.kind())
                .withNamespace(reference.namespace())
                .withName(reference.name())
                .withSectionName(reference.sectionName())
                .withPort(reference.port())
                .build();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
