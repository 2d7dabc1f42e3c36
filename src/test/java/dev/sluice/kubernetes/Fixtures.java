package dev.sluice.kubernetes;

import dev.sluice.resources.GatewayParameters;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClass;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReferenceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatusBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The objects of the tests. */
final class Fixtures {
    private final TestCluster cluster;

    Fixtures(TestCluster cluster) {
        this.cluster = cluster;
    }

    GatewayClass gatewayClass() {
        return new GatewayClassBuilder()
                .withNewMetadata()
                .withName(cluster.className)
                .endMetadata()
                .withNewSpec()
                .withControllerName(cluster.controllerName)
                .endSpec()
                .build();
    }

    Gateway gateway(String name) {
        return new GatewayBuilder()
                .withNewMetadata()
                .withNamespace(cluster.namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withGatewayClassName(cluster.className)
                .addNewListener()
                .withName("http")
                .withPort(80)
                .withProtocol("HTTP")
                .endListener()
                .endSpec()
                .build();
    }

    /**
     * Makes objects in the namespace of the test.
     *
     * @param yaml with {@code $class} for the name of the class and {@code $id} for what makes other names unique
     */
    void create(String yaml) {
        String text = yaml.replace("$class", cluster.className)
                .replace("$id", cluster.id)
                .replace("$namespace", cluster.namespace);
        cluster.client
                .load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(object -> cluster.client
                        .resource(object)
                        .inNamespace(cluster.namespace)
                        .create());
    }

    /** Makes the class, and a replica that serves it. */
    void start(Replica replica) {
        cluster.client.resource(gatewayClass()).create();
        replica.start();
    }

    /**
     * Makes a Gateway with a proxy of its own, and parameters of the same name.
     *
     * @param parameters fields of {@code spec.deployment} beside the mode and an image
     */
    void dedicated(String name, String... parameters) {
        withParameters(
                name,
                "{deployment: {mode: Dedicated, image: none"
                        + Arrays.stream(parameters).map(each -> ", " + each).collect(Collectors.joining()) + "}}");
    }

    /** Makes a Gateway, and parameters of the same name with this {@code spec}. */
    void withParameters(String name, String spec) {
        parameters(name, spec);
        cluster.client
                .resource(new GatewayBuilder(gateway(name))
                        .editSpec()
                        .withNewInfrastructure()
                        .withNewParametersRef(GatewayParameters.GROUP, GatewayParameters.KIND, name)
                        .endInfrastructure()
                        .endSpec()
                        .build())
                .create();
    }

    void parameters(String name, String spec) {
        create("""
                apiVersion: sluice.dev/v1alpha1
                kind: GatewayParameters
                metadata: {name: %s}
                spec: %s
                """.formatted(name, spec));
    }

    /** Changes parameters by a merge patch in JSON. */
    void patchParameters(String name, String patch) {
        cluster.client
                .resources(GatewayParameters.class)
                .inNamespace(cluster.namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    HTTPRoute route(String name, String gateway, String host) {
        return new HTTPRouteBuilder()
                .withNewMetadata()
                .withNamespace(cluster.namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewParentRef()
                .withName(gateway)
                .endParentRef()
                .withHostnames(host)
                .addNewRule()
                .addNewBackendRef()
                .withName("backend")
                .withPort(80)
                .endBackendRef()
                .endRule()
                .endSpec()
                .build();
    }

    GRPCRoute grpcRoute(String name, String gateway) {
        return new GRPCRouteBuilder()
                .withNewMetadata()
                .withNamespace(cluster.namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewParentRef()
                .withName(gateway)
                .endParentRef()
                .addNewRule()
                .addNewBackendRef()
                .withName("backend")
                .withPort(80)
                .endBackendRef()
                .endRule()
                .endSpec()
                .build();
    }

    Service backend() {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(cluster.namespace)
                .withName("backend")
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withPort(80)
                .withNewTargetPort(8080)
                .endPort()
                .endSpec()
                .build();
    }

    EndpointSlice slice(String name, String address, boolean ready) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(cluster.namespace)
                .withName(name)
                .addToLabels("kubernetes.io/service-name", "backend")
                .endMetadata()
                .withAddressType("IPv4")
                .addNewEndpoint()
                .withAddresses(address)
                .withConditions(new EndpointConditions(ready, ready, false))
                .endEndpoint()
                .addNewPort()
                .withPort(8080)
                .withProtocol("TCP")
                .withName("")
                .endPort()
                .build();
    }

    /** What another controller says of a route. */
    static RouteParentStatus foreignParent(String message) {
        return new RouteParentStatusBuilder()
                .withControllerName("example.com/other")
                .withParentRef(new ParentReferenceBuilder()
                        .withGroup("gateway.networking.k8s.io")
                        .withKind("Gateway")
                        .withName("other")
                        .build())
                .withConditions(foreignCondition("Accepted", message))
                .build();
    }

    static Condition foreignCondition(String type, String message) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus("True")
                .withReason("Other")
                .withMessage(message)
                .withObservedGeneration(1L)
                .withLastTransitionTime("2026-01-02T03:04:05Z")
                .build();
    }

    /** A pod of the proxy that no kubelet looks after. */
    Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(cluster.namespace)
                .withName(name)
                .addToLabels("app.kubernetes.io/name", cluster.id)
                .endMetadata()
                .withNewSpec()
                .withSchedulerName("none")
                .addNewContainer()
                .withName("sluice")
                .withImage("none")
                .endContainer()
                .endSpec()
                .build();
    }

    void podIs(String name, String address, boolean ready) {
        cluster.client
                .pods()
                .inNamespace(cluster.namespace)
                .withName(name)
                .editStatus(pod -> new PodBuilder(pod)
                        .withNewStatus()
                        .withPhase("Running")
                        .withPodIP(address)
                        .addNewPodIP()
                        .withIp(address)
                        .endPodIP()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus(ready ? "True" : "False")
                        .endCondition()
                        .endStatus()
                        .build());
    }
}
