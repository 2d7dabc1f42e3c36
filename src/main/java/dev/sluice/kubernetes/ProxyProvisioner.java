package dev.sluice.kubernetes;

import dev.sluice.compile.GatewayProxy;
import dev.sluice.compile.GatewayService;
import dev.sluice.feed.CertificateAuthority;
import dev.sluice.feed.Identity;
import dev.sluice.resources.ProxyDeployment;
import dev.sluice.resources.ResourceKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Deployments of Gateways' own proxies, and what belongs to them, as they shall be. Each is known by the key of
 * the Gateway's Service, whose name it has.
 */
final class ProxyProvisioner {
    private static final String OPTIONAL_PARTS = "sluice.dev/parts";

    /** The image of the controller when a Deployment was applied. */
    private static final String CONTROLLER_IMAGE = "sluice.dev/controller-image";

    /** What every proxy is made with. */
    record Making(
            String controllerName,
            DedicatedProxies surroundings,
            Supplier<@Nullable Container> ownContainer,
            InstantSource clock) {}

    private final KubernetesClient client;
    private final Making making;
    private final Overridden overridden;
    private final ProxyWrites writes;
    private final WriteObserver observer;
    private final Map<ResourceKey, Deployment> live = new ConcurrentHashMap<>();
    private final Map<ResourceKey, Secret> secrets = new ConcurrentHashMap<>();
    /** The generation that a Deployment had when it was last put right: a later one is somebody else's doing. */
    private final Map<ResourceKey, Long> generations = new ConcurrentHashMap<>();

    private final LiveParts parts = new LiveParts();

    ProxyProvisioner(KubernetesClient client, Making making, WriteObserver observer) {
        this.client = client;
        this.making = making;
        this.overridden = new Overridden(client.getKubernetesSerialization());
        this.writes = new ProxyWrites(client, observer);
        this.observer = observer;
    }

    /** Takes note of a Deployment; returns the Service that it goes with. */
    ResourceKey changed(@Nullable Deployment before, @Nullable Deployment after) {
        Deployment any = Objects.requireNonNull(after == null ? before : after);
        ResourceKey key = new ResourceKey(
                "Service", any.getMetadata().getNamespace(), any.getMetadata().getName());
        if (after == null) {
            live.remove(key);
            generations.remove(key);
            parts.forget(key);
        } else {
            live.put(key, after);
        }
        return key;
    }

    /** Takes note of a Secret; returns the Service that it goes with if it is that of a proxy. */
    @Nullable
    ResourceKey changed(@Nullable Secret before, @Nullable Secret after) {
        Secret any = Objects.requireNonNull(after == null ? before : after);
        if (!isOfProxy(any)) {
            return null;
        }
        if (after == null) {
            secrets.remove(ResourceKey.of(any));
        } else {
            secrets.put(ResourceKey.of(any), after);
        }
        ObjectMeta meta = any.getMetadata();
        return meta.getOwnerReferences().isEmpty()
                ? null
                : new ResourceKey(
                        "Service",
                        meta.getNamespace(),
                        meta.getOwnerReferences().getFirst().getName());
    }

    /** Takes note of what else belongs to a Deployment; returns the Service that it goes with. */
    ResourceKey changedPart(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        return parts.changed(before, after);
    }

    private static boolean isOfProxy(Secret secret) {
        return secret.getMetadata().getLabels() != null
                && WantedProxy.NAME.equals(secret.getMetadata().getLabels().get(WantedProxy.NAME_LABEL));
    }

    /** Whether all pods that are wanted take connections. */
    boolean isAvailable(ResourceKey key) {
        Deployment deployment = live.get(key);
        if (deployment == null || deployment.getStatus() == null) {
            return false;
        }
        var status = deployment.getStatus();
        int wanted = Math.max(1, orZero(deployment.getSpec().getReplicas()));
        return deployment.getMetadata().getGeneration() != null
                && status.getObservedGeneration() != null
                && status.getObservedGeneration() >= deployment.getMetadata().getGeneration()
                && orZero(status.getUpdatedReplicas()) >= wanted
                && orZero(status.getAvailableReplicas()) >= wanted;
    }

    /** Why there is not one pod, in the words of the controller that is to make them; null if that is not known. */
    @Nullable
    String whyNoPods(ResourceKey key) {
        Deployment deployment = live.get(key);
        if (deployment == null
                || deployment.getStatus() == null
                || orZero(deployment.getStatus().getReplicas()) > 0) {
            return null;
        }
        return deployment.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("ReplicaFailure")
                        && condition.getStatus().equals("True"))
                .map(condition -> Objects.requireNonNullElse(condition.getMessage(), condition.getReason()))
                .findFirst()
                .orElse(null);
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    /** Puts everything right; false if that is not possible yet. */
    boolean provision(ResourceKey key, GatewayService service, GatewayProxy proxy) throws GeneralSecurityException {
        WantedProxy wanted = new WantedProxy(service, proxy, making.controllerName(), making.surroundings());
        Deployment before = live.get(key);
        Container own = making.ownContainer().get();
        CertificateAuthority authority = making.surroundings().authority().current();
        if (authority == null || (own == null && wanted.parameters().image() == null)) {
            return false;
        }
        if (before != null && !WantedProxy.isOwn(before, making.controllerName())) {
            throw ProxyWriteFailure.ofForeign(ResourceKey.of(before));
        }
        if (before == null || !isApplied(key, before, wanted, own)) {
            before = apply(key, wanted, before, own);
        }
        ResourceKey secret = new ResourceKey("Secret", service.namespace(), wanted.secretName());
        if (!isGood(secrets.get(secret), authority)) {
            Identity identity = authority.forGateway(
                    service.namespace(), service.gateway(), making.clock().instant());
            writes.followed(new ProxyParts(wanted, before).secret(identity), secrets.get(secret));
        }
        return true;
    }

    private boolean isApplied(ResourceKey key, Deployment deployment, WantedProxy wanted, @Nullable Container own) {
        Map<String, String> annotations = deployment.getMetadata().getAnnotations();
        return wanted.digest().equals(annotations.get(WantedProxy.APPLIED))
                && !isOutdated(deployment, wanted, own)
                && Objects.equals(generations.get(key), deployment.getMetadata().getGeneration())
                && parts.areRight(key, ProxyParts.kinds(wanted.parameters()));
    }

    /** Whether the controller has another image by now, and its proxies are to follow. */
    private static boolean isOutdated(Deployment deployment, WantedProxy wanted, @Nullable Container own) {
        return own != null
                && wanted.parameters().followsController()
                && !own.getImage()
                        .equals(deployment.getMetadata().getAnnotations().get(CONTROLLER_IMAGE));
    }

    private Deployment apply(
            ResourceKey key, WantedProxy wanted, @Nullable Deployment before, @Nullable Container own) {
        String digest = wanted.digest();
        ProxyDeployment parameters = wanted.parameters();
        Container container = own;
        String controllerImage = own == null ? null : own.getImage();
        int replicas = parameters.autoscaling() == null
                ? 1
                : Objects.requireNonNullElse(parameters.autoscaling().minReplicas(), 1);
        if (before != null) {
            // The number is the autoscaler's business, and the image stays for as long as nothing else changes.
            replicas = Math.max(1, orZero(before.getSpec().getReplicas()));
            if (before.getMetadata()
                            .getAnnotations()
                            .getOrDefault(WantedProxy.APPLIED, "")
                            .startsWith(wanted.digestOfPods())
                    && !isOutdated(before, wanted, own)) {
                container = before.getSpec().getTemplate().getSpec().getContainers().stream()
                        .filter(there -> there.getName().equals(WantedProxy.CONTAINER))
                        .findFirst()
                        .orElse(own);
                controllerImage = before.getMetadata().getAnnotations().get(CONTROLLER_IMAGE);
            }
        }
        Deployment target = wanted.deployment(
                container == null ? "" : container.getImage(),
                container == null ? "" : Objects.requireNonNullElse(container.getImagePullPolicy(), ""),
                replicas);
        String optional = ProxyParts.optional(parameters);
        target.getMetadata().getAnnotations().put(WantedProxy.APPLIED, digest);
        target.getMetadata().getAnnotations().put(OPTIONAL_PARTS, optional);
        if (controllerImage != null) {
            target.getMetadata().getAnnotations().put(CONTROLLER_IMAGE, controllerImage);
        }
        // First, for then nobody knows any more what there was.
        removeSurplus(before, parameters);
        if (before == null) {
            // Pods that are made before their account are refused, and tried again after a growing time.
            writes.part(ProxyParts.accountOf(target), wanted.gatewayUid());
        }
        Deployment applied = writes.followed(overridden.by(wanted.overrides().deployment(), target), before);
        String uid = applied.getMetadata().getUid();
        for (HasMetadata part : new ProxyParts(wanted, applied).all(overridden)) {
            parts.isRight(writes.part(part, applied.getMetadata().getUid()));
        }
        generations.put(key, applied.getMetadata().getGeneration());
        live.putIfAbsent(key, applied);
        return applied;
    }

    private void removeSurplus(@Nullable Deployment before, ProxyDeployment parameters) {
        if (before == null) {
            return;
        }
        String had = before.getMetadata().getAnnotations().getOrDefault(OPTIONAL_PARTS, "");
        String namespace = before.getMetadata().getNamespace();
        String name = before.getMetadata().getName();
        if (had.contains("autoscaler") && parameters.autoscaling() == null) {
            client.autoscaling()
                    .v2()
                    .horizontalPodAutoscalers()
                    .inNamespace(namespace)
                    .withName(name)
                    .delete();
        }
        if (had.contains("budget") && parameters.disruptionBudget() == null) {
            client.policy()
                    .v1()
                    .podDisruptionBudget()
                    .inNamespace(namespace)
                    .withName(name)
                    .delete();
        }
    }

    private boolean isGood(@Nullable Secret secret, CertificateAuthority authority) throws GeneralSecurityException {
        if (secret == null || secret.getData() == null) {
            return false;
        }
        String certificate = text(secret, Identity.CERTIFICATE_FILE);
        return authority.hasIssued(certificate)
                && text(secret, Identity.AUTHORITIES_FILE).equals(authority.certificate())
                && !CertificateAuthority.isDue(certificate, making.clock().instant());
    }

    private static String text(Secret secret, String entry) {
        String value = secret.getData().get(entry);
        try {
            return value == null ? "" : new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    /** Takes a proxy away; what belongs to it goes with it. */
    void remove(ResourceKey key) {
        Deployment deployment = live.get(key);
        if (deployment != null
                && WantedProxy.isOwn(deployment, making.controllerName())
                && deployment.getMetadata().getDeletionTimestamp() == null) {
            client.resource(deployment).delete();
            observer.written("proxy", ResourceKey.of(deployment), 0);
        }
    }
}
