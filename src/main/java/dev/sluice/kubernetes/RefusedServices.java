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
 * The Gateways whose Service, or one of its EndpointSlices, the API server refuses to write: a quota, a port of the
 * nodes that is taken, an admission webhook. What may pass by itself in a moment does not count: a server that is busy
 * or away, a conflict. A write that is refused is tried again.
 */
final class RefusedServices {
    /** What a webhook says may be of any length, and goes into a status and an Event. */
    private static final int LONGEST_WORDS = 600;

    private static final int TOO_MANY_REQUESTS = 429;

    private final Map<ResourceKey, ServiceRefusal> refusals = new ConcurrentHashMap<>();
    private final Runnable onChange;

    /** @param onChange run after each change, by any thread */
    RefusedServices(Runnable onChange) {
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
        if (!(failure instanceof KubernetesClientException answer) || !isRefusal(answer)) {
            return;
        }
        String words = Failures.describe(answer);
        String name = service.namespace() + "/" + service.name();
        ServiceRefusal refusal = new ServiceRefusal(
                reason(answer, words, exists),
                "the API server refuses " + (exists ? "to change" : "to create") + " the Service " + name + ": "
                        + (words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) + "..." : words) + "; "
                        + remedy(answer, words, service) + "; it is tried again");
        if (!refusal.equals(refusals.put(gatewayOf(service), refusal))) {
            onChange.run();
        }
    }

    void succeeded(GatewayService service) {
        if (refusals.remove(gatewayOf(service)) != null) {
            onChange.run();
        }
    }

    /** A webhook that cannot be called is an internal error to the API server, and lasts. */
    private static boolean isRefusal(KubernetesClientException answer) {
        return switch (answer.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED,
                    HttpURLConnection.HTTP_NOT_FOUND,
                    HttpURLConnection.HTTP_CONFLICT,
                    TOO_MANY_REQUESTS -> false;
            case HttpURLConnection.HTTP_INTERNAL_ERROR -> isByWebhook(Failures.describe(answer));
            default -> answer.getCode() >= 400 && answer.getCode() < 500;
        };
    }

    private static boolean isByQuota(String words) {
        return words.contains("exceeded quota") || words.contains("failed quota");
    }

    private static boolean isByWebhook(String words) {
        return words.contains("admission webhook") || words.contains("calling webhook");
    }

    private static String reason(KubernetesClientException answer, String words, boolean exists) {
        if (answer.getCode() == HttpURLConnection.HTTP_FORBIDDEN && isByQuota(words)) {
            return Reason.NO_RESOURCES;
        }
        return exists ? Reason.SERVICE_REFUSED : Reason.ADDRESS_NOT_ASSIGNED;
    }

    private static String remedy(KubernetesClientException answer, String words, GatewayService service) {
        if (isByQuota(words)) {
            return "raise the ResourceQuota of namespace " + service.namespace() + ", or delete what uses it up";
        }
        if (isByWebhook(words)) {
            return "satisfy the webhook, by labels or annotations in spec.infrastructure for example, or have it mended";
        }
        return switch (answer.getCode()) {
            case HttpURLConnection.HTTP_FORBIDDEN -> "allow the service account of Sluice to write it";
            default -> "change what is asked of it, in spec.infrastructure of the Gateway or in its GatewayParameters";
        };
    }
}
