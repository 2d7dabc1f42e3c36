package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LoadBalancerStatusBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the API server has now. */
record Live(TestCluster cluster) {
    GatewayClass gatewayClass() {
        return cluster.client
                .resources(GatewayClass.class)
                .withName(cluster.className)
                .get();
    }

    Resource<Gateway> gateway(String name) {
        return cluster.client
                .resources(Gateway.class)
                .inNamespace(cluster.namespace)
                .withName(name);
    }

    Resource<HTTPRoute> route(String name) {
        return cluster.client
                .resources(HTTPRoute.class)
                .inNamespace(cluster.namespace)
                .withName(name);
    }

    Service service(String name) {
        return cluster.client
                .services()
                .inNamespace(cluster.namespace)
                .withName(name)
                .get();
    }

    @Nullable
    Deployment deployment(String name) {
        return cluster.client
                .apps()
                .deployments()
                .inNamespace(cluster.namespace)
                .withName(name)
                .get();
    }

    @Nullable
    HorizontalPodAutoscaler autoscaler(String name) {
        return any(HorizontalPodAutoscaler.class, name).get();
    }

    @Nullable
    PodDisruptionBudget disruptionBudget(String name) {
        return any(PodDisruptionBudget.class, name).get();
    }

    /** What there is, or is not, of a kind in the namespace of the test. */
    <T extends HasMetadata> Resource<T> any(Class<T> type, String name) {
        return cluster.client.resources(type).inNamespace(cluster.namespace).withName(name);
    }

    @Nullable
    Secret secret(String name) {
        return cluster.client
                .secrets()
                .inNamespace(cluster.namespace)
                .withName(name)
                .get();
    }

    List<EndpointSlice> slices(String service) {
        return cluster.client
                .discovery()
                .v1()
                .endpointSlices()
                .inNamespace(cluster.namespace)
                .withLabel("kubernetes.io/service-name", service)
                .list()
                .getItems();
    }

    /** The endpoints of a Service in its slices, each with {@code ready} or {@code not ready}. */
    List<String> endpoints(String service) {
        return slices(service).stream()
                .flatMap(slice -> slice.getEndpoints().stream())
                .map(endpoint -> endpoint.getAddresses().getFirst()
                        + (endpoint.getConditions().getReady() ? " ready" : " not ready"))
                .toList();
    }

    /** Gives a Service the address of a load balancer. */
    void addressIs(String service, String ip) {
        editStatus(
                cluster.client.services().inNamespace(cluster.namespace).withName(service),
                edited -> edited.getStatus()
                        .setLoadBalancer(new LoadBalancerStatusBuilder()
                                .addNewIngress()
                                .withIp(ip)
                                .endIngress()
                                .build()));
    }

    /** Changes an object, again if somebody else was faster. */
    static <T extends HasMetadata> void edit(Resource<T> resource, Consumer<T> change) {
        repeat(() -> resource.edit(object -> {
            change.accept(object);
            return object;
        }));
    }

    /** Changes the status of an object, again if somebody else was faster. */
    static <T extends HasMetadata> void editStatus(Resource<T> resource, Consumer<T> change) {
        repeat(() -> resource.editStatus(object -> {
            change.accept(object);
            return object;
        }));
    }

    private static void repeat(Runnable edit) {
        while (true) {
            try {
                edit.run();
                return;
            } catch (KubernetesClientException failure) {
                if (failure.getCode() != 409) {
                    throw failure;
                }
            }
        }
    }

    /** The condition of a type; fails if there is none. */
    static Condition condition(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no condition " + type));
    }
}
