package dev.sluice.kubernetes;

import dev.sluice.feed.Identity;
import dev.sluice.resources.Overrides;
import dev.sluice.resources.ProxyDeployment;
import dev.sluice.resources.ProxyDeployment.Autoscaling;
import dev.sluice.resources.ProxyDeployment.DisruptionBudget;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What belongs to the Deployment of a Gateway's own proxy. It owns them, so that they go with it. */
final class ProxyParts {
    private static final int USUAL_UTILIZATION = 80;
    private static final String ACCOUNT = HasMetadata.getKind(ServiceAccount.class);
    private static final String AUTOSCALER = HasMetadata.getKind(HorizontalPodAutoscaler.class);
    private static final String BUDGET = HasMetadata.getKind(PodDisruptionBudget.class);

    /** The kinds of all that may belong to a Deployment by its own name. */
    static final List<String> KINDS = List.of(ACCOUNT, AUTOSCALER, BUDGET);

    private final WantedProxy wanted;
    private final Deployment owner;

    /** @param owner the live Deployment */
    ProxyParts(WantedProxy wanted, Deployment owner) {
        this.wanted = wanted;
        this.owner = owner;
    }

    private ObjectMeta meta(String name) {
        return new ObjectMetaBuilder()
                .withNamespace(owner.getMetadata().getNamespace())
                .withName(name)
                .withLabels(wanted.labels())
                .withAnnotations(wanted.annotations())
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("Deployment")
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .endOwnerReference()
                .build();
    }

    private String name() {
        return owner.getMetadata().getName();
    }

    /** The account before there is a Deployment that could own it: until then it is the Gateway's, as that will be. */
    static ServiceAccount accountOf(Deployment wanted) {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(wanted.getMetadata().getNamespace())
                .withName(wanted.getMetadata().getName())
                .withLabels(wanted.getMetadata().getLabels())
                .withOwnerReferences(wanted.getMetadata().getOwnerReferences())
                .endMetadata()
                .withAutomountServiceAccountToken(false)
                .build();
    }

    /** For nothing but that pods have one of their own. */
    private ServiceAccount serviceAccount() {
        return new ServiceAccountBuilder()
                .withMetadata(meta(name()))
                .withAutomountServiceAccountToken(false)
                .build();
    }

    Secret secret(Identity identity) {
        return new SecretBuilder()
                .withMetadata(meta(wanted.secretName()))
                .withType(Kept.TLS)
                .withStringData(WantedProxy.values(identity))
                .build();
    }

    private HorizontalPodAutoscaler autoscaler(Autoscaling autoscaling) {
        return new HorizontalPodAutoscalerBuilder()
                .withMetadata(meta(name()))
                .withNewSpec()
                .withNewScaleTargetRef("apps/v1", "Deployment", name())
                .withMinReplicas(Objects.requireNonNullElse(autoscaling.minReplicas(), 1))
                .withMaxReplicas(autoscaling.maxReplicas())
                .addNewMetric()
                .withType("Resource")
                .withNewResource()
                .withName("cpu")
                .withNewTarget()
                .withType("Utilization")
                .withAverageUtilization(
                        Objects.requireNonNullElse(autoscaling.targetCPUUtilizationPercentage(), USUAL_UTILIZATION))
                .endTarget()
                .endResource()
                .endMetric()
                .endSpec()
                .build();
    }

    private PodDisruptionBudget disruptionBudget(DisruptionBudget budget) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(meta(name()))
                .withNewSpec()
                .withMinAvailable(budget.minAvailable())
                .withMaxUnavailable(budget.maxUnavailable())
                .withSelector(owner.getSpec().getSelector())
                .endSpec()
                .build();
    }

    /** The kinds of those that have the Deployment's name. */
    static List<String> kinds(ProxyDeployment parameters) {
        List<String> kinds = new ArrayList<>(KINDS);
        if (parameters.autoscaling() == null) {
            kinds.remove(AUTOSCALER);
        }
        if (parameters.disruptionBudget() == null) {
            kinds.remove(BUDGET);
        }
        return kinds;
    }

    /** Those of these kinds, with the patches of the parameters. */
    List<HasMetadata> all(Overridden overridden) {
        Overrides overrides = wanted.overrides();
        ProxyDeployment parameters = wanted.parameters();
        List<HasMetadata> all = new ArrayList<>();
        all.add(overridden.by(overrides.serviceAccount(), serviceAccount()));
        if (parameters.autoscaling() != null) {
            all.add(overridden.by(overrides.horizontalPodAutoscaler(), autoscaler(parameters.autoscaling())));
        }
        if (parameters.disruptionBudget() != null) {
            all.add(overridden.by(overrides.podDisruptionBudget(), disruptionBudget(parameters.disruptionBudget())));
        }
        return all;
    }

    /** Which of the optional ones there are, for the annotation by which they are found again. */
    static String optional(ProxyDeployment parameters) {
        return (parameters.autoscaling() == null ? "" : "autoscaler ")
                + (parameters.disruptionBudget() == null ? "" : "budget");
    }
}
