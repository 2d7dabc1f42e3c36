package dev.sluice.kubernetes;

import dev.sluice.compile.GatewayService;
import dev.sluice.compile.ServiceRefusal;
import dev.sluice.resources.ResourceKey;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Gateways for which the API server refuses to write something: their Service, one of its EndpointSlices, a part of
 * their own proxy, or the pods of that. It may be a quota, a port of the nodes that is taken, an admission webhook. What
 * may pass by itself in a moment does not count: a server that is busy or away, a conflict. A write that is refused is
 * tried again.
 */
final class RefusedWrites {
    /** What a webhook says may be of any length, and goes into a status and an Event. */
    private static final int LONGEST_WORDS = 600;

    private static final int TOO_MANY_REQUESTS = 429;

    private final Map<ResourceKey, ServiceRefusal> refusals = new ConcurrentHashMap<>();
    private final Runnable onChange;

    /** @param onChange run after each change, by any thread */
    RefusedWrites(Runnable onChange) {
        this.onChange = onChange;
    }

    /** The Gateway of a Service. */
    static ResourceKey gatewayOf(GatewayService service) {
        return new ResourceKey("Gateway", service.namespace(), service.gateway());
    }

    /** As it is now, by Gateway. */
    Map<ResourceKey, ServiceRefusal> current() {
        return Map.copyOf(refusals);
    }

    /** Forgets all Gateways but these, without telling. */
    void keepOnly(Set<ResourceKey> gateways) {
        refusals.keySet().retainAll(gateways);
    }

    /** @param exists whether there is such a Service already, in another form */
    void failed(GatewayService service, boolean exists, Exception failure) {
        ResourceKey object = new ResourceKey("Service", service.namespace(), service.name());
        failed(service, object, exists, exists ? Reason.SERVICE_REFUSED : Reason.ADDRESS_NOT_ASSIGNED, failure);
    }

    /** Of a part of the Gateway's own proxy. */
    void failed(GatewayService service, ProxyWriteFailure failure) {
        ResourceKey object = failure.object();
        if (failure.isForeign()) {
            refused(
                    service,
                    Reason.PROXY_REFUSED,
                    "the " + object.kind() + " " + object.namespace() + "/" + object.name()
                            + " was not made for this Gateway; delete or rename it, or rename the Gateway");
        } else if (failure.answer() != null) {
            failed(service, object, failure.exists(), Reason.PROXY_REFUSED, failure.answer());
        }
    }

    private void failed(GatewayService service, ResourceKey object, boolean exists, String reason, Exception failure) {
        if (!(failure instanceof KubernetesClientException answer) || !isRefusal(answer)) {
            return;
        }
        String words = Failures.describe(answer);
        refused(
                service,
                isByQuota(words) ? Reason.NO_RESOURCES : reason,
                "the API server refuses " + (exists ? "to change" : "to create") + " the " + object.kind() + " "
                        + object.namespace() + "/" + object.name() + ": " + cut(words) + "; "
                        + remedy(answer.getCode(), words, service));
    }

    /**
     * Of all pods of the Gateway's own proxy, of which none is there.
     *
     * @param words of the controller that is to make them
     */
    void noPods(GatewayService service, String words) {
        refused(
                service,
                isByQuota(words) ? Reason.NO_RESOURCES : Reason.PROXY_REFUSED,
                "the Deployment " + service.namespace() + "/" + service.name() + " has no pod: " + cut(words) + "; "
                        + remedy(0, words, service));
    }

    private void refused(GatewayService service, String reason, String message) {
        ServiceRefusal refusal = new ServiceRefusal(reason, message + "; it is tried again");
        if (!refusal.equals(refusals.put(gatewayOf(service), refusal))) {
            onChange.run();
        }
    }

    private static String cut(String words) {
        return words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) + "..." : words;
    }

    void succeeded(GatewayService service) {
        if (refusals.remove(gatewayOf(service)) != null) {
            onChange.run();
        }
    }

    /** A webhook that cannot be called, and a field that is not known, are internal errors to the API server, and last. */
    private static boolean isRefusal(KubernetesClientException answer) {
        return switch (answer.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED,
                    HttpURLConnection.HTTP_NOT_FOUND,
                    HttpURLConnection.HTTP_CONFLICT,
                    TOO_MANY_REQUESTS -> false;
            case HttpURLConnection.HTTP_INTERNAL_ERROR ->
                isByWebhook(Failures.describe(answer)) || isUnknownField(Failures.describe(answer));
            default -> answer.getCode() >= 400 && answer.getCode() < 500;
        };
    }

    private static boolean isByQuota(String words) {
        return words.contains("exceeded quota") || words.contains("failed quota");
    }

    private static boolean isUnknownField(String words) {
        return words.contains("field not declared in schema");
    }

    private static boolean isByWebhook(String words) {
        return words.contains("admission webhook") || words.contains("calling webhook");
    }

    private static String remedy(int code, String words, GatewayService service) {
        if (isByQuota(words)) {
            return "raise the ResourceQuota of namespace " + service.namespace() + ", or delete what uses it up";
        }
        if (isByWebhook(words)) {
            return "satisfy the webhook, by labels or annotations in spec.infrastructure for example, or have it mended";
        }
        if (words.contains("is being terminated")) {
            return "the namespace " + service.namespace() + " is being deleted, and the Gateway with it";
        }
        return switch (code) {
            case HttpURLConnection.HTTP_FORBIDDEN -> "allow the service account of Sluice to write it";
            default -> "change what is asked of it, in spec.infrastructure of the Gateway or in its GatewayParameters";
        };
    }
}
