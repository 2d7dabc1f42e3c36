package dev.sluice.kubernetes;

import dev.sluice.compile.GatewayProxy;
import dev.sluice.compile.GatewayService;
import dev.sluice.feed.Identity;
import dev.sluice.resources.Overrides;
import dev.sluice.resources.ProxyDeployment;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HTTPGetActionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The Deployment of a Gateway's own proxy as it shall be, like the one in src/main/kubernetes but without access to
 * Kubernetes.
 */
final class WantedProxy {
    /** The value of the label {@code app.kubernetes.io/name} of everything that belongs to a proxy. */
    static final String NAME = "sluice-proxy";

    static final String CONTAINER = "sluice";
    static final String NAME_LABEL = "app.kubernetes.io/name";
    private static final String GATEWAY_CLASS_NAME = "gateway.networking.k8s.io/gateway-class-name";
    private static final String FEED_DIRECTORY = "/etc/sluice/feed";
    private static final String KEPT_DIRECTORY = "/var/lib/sluice";
    private static final long USER = 65_532;
    private static final long GRACE_SECONDS = 60;

    private final GatewayService service;
    private final GatewayProxy proxy;
    private final String controllerName;
    private final DedicatedProxies surroundings;

    WantedProxy(GatewayService service, GatewayProxy proxy, String controllerName, DedicatedProxies surroundings) {
        this.service = service;
        this.proxy = proxy;
        this.controllerName = controllerName;
        this.surroundings = surroundings;
    }

    /** The labels that the pods of a Gateway's proxy have, and no others. */
    static Map<String, String> selector(GatewayService service) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(NAME_LABEL, NAME);
        for (String label : List.of(GatewayService.GATEWAY_NAME, GATEWAY_CLASS_NAME)) {
            labels.put(label, service.labels().getOrDefault(label, ""));
        }
        return labels;
    }

    ProxyDeployment parameters() {
        return proxy.deployment();
    }

    Overrides overrides() {
        return proxy.overrides();
    }

    String gatewayUid() {
        return service.gatewayUid();
    }

    /** The name of the Secret with what the proxy shows to controllers. */
    String secretName() {
        return service.name() + "-feed";
    }

    Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>(proxy.labels());
        labels.put(GatewayService.MANAGED_BY, GatewayService.SLUICE);
        labels.putAll(selector(service));
        return labels;
    }

    Map<String, String> annotations() {
        Map<String, String> annotations = new TreeMap<>(proxy.annotations());
        annotations.put(GatewayService.CONTROLLER, controllerName);
        return annotations;
    }

    /** What is applied: the {@link #digestOfPods}, and what belongs to the Deployment. */
    String digest() {
        Overrides overrides = proxy.overrides();
        ProxyDeployment parameters = proxy.deployment();
        return digestOfPods() + "-"
                + hash(parameters.autoscaling() + "\n" + parameters.disruptionBudget() + "\n"
                        + overrides.serviceAccount() + "\n" + overrides.horizontalPodAutoscaler() + "\n"
                        + overrides.podDisruptionBudget());
    }

    /** Over the Deployment but for the image, which is not changed for its own sake: that would end connections. */
    String digestOfPods() {
        return hash(
                Serialization.asYaml(deployment("", "", 0)) + proxy.overrides().deployment());
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The Deployment.
     *
     * @param image unless the parameters name one
     * @param replicas how many there are, which counts only if their number is somebody else's business
     */
    Deployment deployment(String image, String pullPolicy, int replicas) {
        ProxyDeployment parameters = proxy.deployment();
        Map<String, String> podLabels =
                new TreeMap<>(Objects.requireNonNullElse(parameters.labels(), Map.<String, String>of()));
        podLabels.putAll(labels());
        Map<String, String> podAnnotations =
                new TreeMap<>(Objects.requireNonNullElse(parameters.annotations(), Map.<String, String>of()));
        podAnnotations.putAll(proxy.annotations());
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(service.namespace())
                .withName(service.name())
                .withLabels(labels())
                .withAnnotations(annotations())
                .addNewOwnerReference()
                .withApiVersion("gateway.networking.k8s.io/v1")
                .withKind("Gateway")
                .withName(service.gateway())
                .withUid(service.gatewayUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withReplicas(
                        parameters.autoscaling() == null
                                ? Objects.requireNonNullElse(parameters.replicas(), 1)
                                : Integer.valueOf(replicas))
                .withNewSelector()
                .withMatchLabels(selector(service))
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxUnavailable(new IntOrString(0))
                .withMaxSurge(new IntOrString(1))
                .endRollingUpdate()
                .endStrategy()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(podLabels)
                .withAnnotations(podAnnotations)
                .endMetadata()
                .withSpec(podSpec(parameters, image, pullPolicy))
                .endTemplate()
                .endSpec()
                .build();
    }

    private PodSpec podSpec(ProxyDeployment parameters, String image, String pullPolicy) {
        return new PodSpecBuilder()
                .withServiceAccountName(service.name())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withNodeSelector(parameters.nodeSelector())
                .withTolerations(parameters.tolerations())
                .withAffinity(parameters.affinity())
                .withTopologySpreadConstraints(parameters.topologySpreadConstraints())
                .withPriorityClassName(parameters.priorityClassName())
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .addNewSysctl("net.ipv4.ip_unprivileged_port_start", "0")
                .endSecurityContext()
                .withContainers(new ContainerBuilder()
                        .withName(CONTAINER)
                        .withImage(Objects.requireNonNullElse(parameters.image(), image))
                        .withImagePullPolicy(pullPolicy.isEmpty() ? null : pullPolicy)
                        .withArgs("proxy")
                        .addNewPort()
                        .withName("management")
                        .withContainerPort(surroundings.managementPort())
                        .endPort()
                        .withEnv(environment(parameters))
                        .withStartupProbe(probe("/health/started", 1, 2, 120))
                        .withLivenessProbe(probe("/health/live", 10, 5, 3))
                        .withReadinessProbe(probe("/health/ready", 1, 2, 3))
                        .withResources(resources(parameters))
                        .withNewSecurityContext()
                        .withAllowPrivilegeEscalation(false)
                        .withReadOnlyRootFilesystem(true)
                        .withNewCapabilities()
                        .withDrop("ALL")
                        .endCapabilities()
                        .endSecurityContext()
                        .addNewVolumeMount()
                        .withName("tmp")
                        .withMountPath("/tmp")
                        .endVolumeMount()
                        .addNewVolumeMount()
                        .withName("feed")
                        .withMountPath(FEED_DIRECTORY)
                        .withReadOnly(true)
                        .endVolumeMount()
                        .addNewVolumeMount()
                        .withName("kept")
                        .withMountPath(KEPT_DIRECTORY)
                        .endVolumeMount()
                        .build())
                .addNewVolume()
                .withName("tmp")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .addNewVolume()
                .withName("feed")
                .withNewSecret()
                .withSecretName(secretName())
                .endSecret()
                .endVolume()
                // The kept table has private keys, so no disk sees it.
                .addNewVolume()
                .withName("kept")
                .withNewEmptyDir()
                .withMedium("Memory")
                .withSizeLimit(new Quantity("160Mi"))
                .endEmptyDir()
                .endVolume()
                .build();
    }

    private List<EnvVar> environment(ProxyDeployment parameters) {
        List<EnvVar> environment = new ArrayList<>();
        environment.add(new EnvVarBuilder()
                .withName("POD_NAME")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("metadata.name")
                .endFieldRef()
                .endValueFrom()
                .build());
        environment.add(variable("SLUICE_FEED_HOSTS", surroundings.controllers()));
        environment.add(variable("SLUICE_FEED_PORT", Integer.toString(surroundings.feedPort())));
        environment.add(variable("SLUICE_FEED_IDENTITY", FEED_DIRECTORY));
        environment.add(variable("SLUICE_FEED_KEPT_TABLE", KEPT_DIRECTORY + "/table"));
        environment.add(variable("SLUICE_MANAGEMENT_PORT", Integer.toString(surroundings.managementPort())));
        new TreeMap<>(Objects.requireNonNullElse(parameters.settings(), Map.<String, String>of()))
                .forEach((key, value) -> environment.add(variable(
                        "SLUICE_"
                                + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'),
                        value)));
        return environment;
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private Probe probe(String path, int period, int timeout, int failures) {
        return new ProbeBuilder()
                .withHttpGet(new HTTPGetActionBuilder()
                        .withPath(path)
                        .withPort(new IntOrString(surroundings.managementPort()))
                        .build())
                .withPeriodSeconds(period)
                .withTimeoutSeconds(timeout)
                .withFailureThreshold(failures)
                .build();
    }

    private static ResourceRequirements resources(ProxyDeployment parameters) {
        return parameters.resources() != null
                ? parameters.resources()
                : new ResourceRequirementsBuilder()
                        .addToRequests("cpu", new Quantity("100m"))
                        .addToRequests("memory", new Quantity("256Mi"))
                        .addToLimits("memory", new Quantity("768Mi"))
                        .build();
    }

    /** The annotation for the {@link #digest} of a Deployment. */
    static final String APPLIED = WantedService.APPLIED;

    static boolean isOwn(Deployment deployment, String controllerName) {
        Map<String, String> labels = deployment.getMetadata().getLabels();
        Map<String, String> annotations = deployment.getMetadata().getAnnotations();
        return labels != null
                && annotations != null
                && GatewayService.SLUICE.equals(labels.get(GatewayService.MANAGED_BY))
                && NAME.equals(labels.get(NAME_LABEL))
                && controllerName.equals(annotations.get(GatewayService.CONTROLLER));
    }

    /** The values of the Secret, by name. */
    static Map<String, String> values(Identity identity) {
        return Map.of(
                Identity.CERTIFICATE_FILE, identity.certificate(),
                Identity.KEY_FILE, identity.key(),
                Identity.AUTHORITIES_FILE, identity.authorities());
    }
}
