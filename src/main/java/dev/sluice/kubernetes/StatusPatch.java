package dev.sluice.kubernetes;

import dev.sluice.compile.Statuses.Generated;
import dev.sluice.resources.RouteResource;
import dev.sluice.resources.XBackend;
import dev.sluice.status.Difference;
import dev.sluice.status.GatewayClassMerge;
import dev.sluice.status.GatewayClassStatus;
import dev.sluice.status.GatewayMerge;
import dev.sluice.status.GatewayStatus;
import dev.sluice.status.ListenerSetMerge;
import dev.sluice.status.ListenerSetStatus;
import dev.sluice.status.PolicyStatus;
import dev.sluice.status.RouteMerge;
import dev.sluice.status.RouteStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerEntryStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerEntryStatusBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSet;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerSetBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerStatusBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.PolicyAncestorStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.SupportedFeatureBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One write of one status: what the live object lacks. GatewayClass, Gateway and ListenerSet are lists keyed by type and name, so
 * server-side apply of our part leaves the rest alone; the parents of a route are one value, so they are written as a
 * whole, against the resourceVersion that they were merged with.
 */
sealed interface StatusPatch {
    /** The live object, with the patch applied, as the API server returned it. */
    HasMetadata send(KubernetesClient client);

    /** Whether another patch follows that this one makes room for. */
    default boolean isPreparation() {
        return false;
    }

    /** Whether it may be written later, together with what comes until then. */
    default boolean canWait() {
        return false;
    }

    /** Our part of a status, for server-side apply. */
    record Apply(HasMetadata part, boolean canWait) implements StatusPatch {
        @Override
        public HasMetadata send(KubernetesClient client) {
            return client.resource(part)
                    .subresource("status")
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                    .withFieldManager(StatusWriter.FIELD_MANAGER)
                                    .withForce(true)
                                    .build(),
                            part);
        }
    }

    /** The named fields of a status as a whole, if the object is still at the resourceVersion it was read with. */
    record Replace(HasMetadata live, Map<String, ?> fields, boolean isPreparation) implements StatusPatch {
        @Override
        public HasMetadata send(KubernetesClient client) {
            String patch = client.getKubernetesSerialization()
                    .asJson(Map.of(
                            "metadata",
                            Map.of("resourceVersion", live.getMetadata().getResourceVersion()),
                            "status",
                            fields));
            return VersionedRequests.of(client, live)
                    .subresource("status")
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.JSON_MERGE)
                                    .withFieldManager(StatusWriter.FIELD_MANAGER)
                                    .build(),
                            patch);
        }
    }

    /** What has to be written to a GatewayClass, or null if nothing. */
    static @Nullable StatusPatch of(GatewayClass live, Generated<GatewayClassStatus> desired, String now) {
        var status = live.getStatus();
        GatewayClassMerge merge = GatewayClassMerge.of(
                desired.status(),
                desired.generation(),
                StatusModel.conditions(status == null ? null : status.getConditions()),
                status == null || status.getSupportedFeatures() == null
                        ? List.of()
                        : status.getSupportedFeatures().stream()
                                .map(feature -> feature.getName())
                                .toList(),
                now);
        if (!merge.changed()) {
            return null;
        }
        return new Apply(
                new GatewayClassBuilder()
                        .withMetadata(identity(live))
                        .withNewStatus()
                        .withConditions(StatusModel.model(merge.conditions()))
                        .withSupportedFeatures(merge.supportedFeatures().stream()
                                .map(name -> new SupportedFeatureBuilder()
                                        .withName(name)
                                        .build())
                                .toList())
                        .endStatus()
                        .build(),
                false);
    }

    /** What has to be written to a Gateway next, or null if nothing. */
    static @Nullable StatusPatch of(Gateway live, Generated<GatewayStatus> desired, String now) {
        GatewayMerge merge =
                GatewayMerge.of(desired.status(), desired.generation(), StatusModel.live(live.getStatus()), now);
        if (merge.difference() == Difference.NONE) {
            return null;
        }
        List<String> orphans = merge.listeners().orphans();
        if (!orphans.isEmpty()) {
            return withoutListeners(live, live.getStatus().getListeners(), orphans, ListenerStatus::getName);
        }
        return new Apply(
                new GatewayBuilder()
                        .withMetadata(identity(live))
                        .withNewStatus()
                        .withAttachedListenerSets(merge.attachedListenerSets())
                        .withAddresses(merge.addresses().stream()
                                .map(StatusModel::model)
                                .toList())
                        .withConditions(StatusModel.model(merge.conditions()))
                        .withListeners(merge.listeners().listeners().stream()
                                .map(listener -> new ListenerStatusBuilder()
                                        .withName(listener.name())
                                        .withAttachedRoutes(listener.attachedRoutes())
                                        .withSupportedKinds(StatusModel.kinds(listener))
                                        .withConditions(StatusModel.model(listener.conditions()))
                                        .build())
                                .toList())
                        .endStatus()
                        .build(),
                merge.difference() == Difference.COUNTS);
    }

    /** What has to be written to a ListenerSet next, or null if nothing. */
    static @Nullable StatusPatch of(ListenerSet live, Generated<ListenerSetStatus> desired, String now) {
        var status = live.getStatus();
        ListenerSetMerge merge = ListenerSetMerge.of(
                desired.status(),
                desired.generation(),
                StatusModel.conditions(status == null ? null : status.getConditions()),
                StatusModel.liveEntries(status == null ? null : status.getListeners()),
                now);
        if (merge.difference() == Difference.NONE) {
            return null;
        }
        List<String> orphans = merge.listeners().orphans();
        if (!orphans.isEmpty()) {
            return withoutListeners(live, live.getStatus().getListeners(), orphans, ListenerEntryStatus::getName);
        }
        return new Apply(
                new ListenerSetBuilder()
                        .withMetadata(identity(live))
                        .withNewStatus()
                        .withConditions(StatusModel.model(merge.conditions()))
                        .withListeners(merge.listeners().listeners().stream()
                                .map(listener -> new ListenerEntryStatusBuilder()
                                        .withName(listener.name())
                                        .withAttachedRoutes(listener.attachedRoutes())
                                        .withSupportedKinds(StatusModel.kinds(listener))
                                        .withConditions(StatusModel.model(listener.conditions()))
                                        .build())
                                .toList())
                        .endStatus()
                        .build(),
                merge.difference() == Difference.COUNTS);
    }

    private static <L> Replace withoutListeners(
            HasMetadata live, List<L> listeners, List<String> orphans, Function<L, String> name) {
        return new Replace(
                live,
                Map.of(
                        "listeners",
                        listeners.stream()
                                .filter(listener -> !orphans.contains(name.apply(listener)))
                                .toList()),
                true);
    }

    /**
     * What has to be written to a route, or null if nothing.
     *
     * @param desired null to withdraw what was written earlier
     */
    static @Nullable StatusPatch of(
            RouteResource live, @Nullable Generated<RouteStatus> desired, String controllerName, String now) {
        RouteMerge<RouteParentStatus> merge = RouteMerge.of(
                desired == null ? null : desired.status(),
                desired == null ? 0 : desired.generation(),
                controllerName,
                StatusModel.live(live.parents()),
                now);
        return merge.changed()
                ? new Replace(
                        live.object(), Map.of("parents", StatusModel.model(merge.parents(), controllerName)), false)
                : null;
    }

    /**
     * What has to be written to a policy, or to an XBackend, whose status has the shape of a policy's; null if nothing.
     *
     * @param status the live one
     * @param desired null to withdraw what was written earlier
     */
    static @Nullable StatusPatch of(
            HasMetadata live,
            io.fabric8.kubernetes.api.model.gatewayapi.v1.@Nullable PolicyStatus status,
            @Nullable Generated<PolicyStatus> desired,
            String controllerName,
            String now) {
        RouteMerge<PolicyAncestorStatus> merge = RouteMerge.ofPolicy(
                desired == null ? null : desired.status(),
                live instanceof XBackend ? RouteMerge.MOST_ANCESTORS_OF_BACKEND : RouteMerge.MOST_ANCESTORS,
                desired == null ? 0 : desired.generation(),
                controllerName,
                StatusModel.live(status),
                now);
        return merge.changed()
                ? new Replace(live, Map.of("ancestors", StatusModel.ancestors(merge.parents(), controllerName)), false)
                : null;
    }

    /** Name and uid: the patch of an object that was deleted and created again is refused. */
    private static ObjectMeta identity(HasMetadata live) {
        ObjectMeta meta = live.getMetadata();
        return new ObjectMetaBuilder()
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(Objects.requireNonNull(meta.getUid()))
                .build();
    }
}
