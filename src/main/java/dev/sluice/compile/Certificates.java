package dev.sluice.compile;

import dev.sluice.resources.ReferenceGrants;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerTLSConfig;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.SecretObjectReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The certificates of listeners, from Secrets of type {@code kubernetes.io/tls}. */
final class Certificates {
    private final ResourceSnapshot snapshot;
    private final ReferenceGrants grants;
    private final TlsSecrets secrets;

    Certificates(ResourceSnapshot snapshot, ReferenceGrants grants, TlsSecrets secrets) {
        this.snapshot = snapshot;
        this.grants = grants;
        this.secrets = secrets;
    }

    /**
     * The certificates of a listener that are sound.
     *
     * @param owner the Gateway or ListenerSet that the listener is written in
     * @param problems takes one for each reference that is not
     */
    List<ServerCertificate> resolve(ResourceKey owner, Listener listener, List<Problem> problems) {
        ListenerTLSConfig tls = listener.getTls();
        List<ServerCertificate> sound = new ArrayList<>();
        if (tls == null
                || tls.getCertificateRefs() == null
                || tls.getCertificateRefs().isEmpty()) {
            problems.add(invalid("tls.certificateRefs: an HTTPS listener needs at least one certificate"));
            return sound;
        }
        for (int i = 0; i < tls.getCertificateRefs().size(); i++) {
            SecretObjectReference reference = tls.getCertificateRefs().get(i);
            String field = "tls.certificateRefs[" + i + "]: ";
            Secret secret = find(owner, reference, field, problems);
            if (secret != null) {
                switch (secrets.parse(secret)) {
                    case TlsSecret.Sound(ServerCertificate certificate) -> sound.add(certificate);
                    case TlsSecret.Broken(String reason) ->
                        problems.add(invalid(field + describe(owner, reference) + " " + reason));
                }
            }
        }
        return sound;
    }

    private @Nullable Secret find(
            ResourceKey owner, SecretObjectReference reference, String field, List<Problem> problems) {
        String group = Objects.requireNonNullElse(reference.getGroup(), "");
        String kind = Objects.requireNonNullElse(reference.getKind(), "Secret");
        String namespace = namespaceOf(owner, reference);
        if (!group.isEmpty() || !kind.equals("Secret")) {
            problems.add(invalid(field + "the kind " + kind + " in group \"" + group
                    + "\" is not supported; supported is Secret in the core group"));
            return null;
        }
        // Without a grant nothing is said of the Secret, not even whether it exists.
        if (!grants.permit(
                new ReferenceGrants.From(RouteKinds.GROUP, owner.kind(), owner.namespace()),
                new ReferenceGrants.To("", "Secret", namespace, reference.getName()))) {
            problems.add(new Problem(
                    Reason.REF_NOT_PERMITTED,
                    field + "no ReferenceGrant in namespace " + namespace + " permits " + owner.kind()
                            + "s of namespace " + owner.namespace() + " to refer to the Secret "
                            + reference.getName()));
            return null;
        }
        Secret secret = snapshot.get(Secret.class, namespace, reference.getName());
        if (secret == null) {
            problems.add(invalid(field + "there is no Secret " + namespace + "/" + reference.getName()
                    + " of type kubernetes.io/tls"));
        }
        return secret;
    }

    private static String namespaceOf(ResourceKey owner, SecretObjectReference reference) {
        return Objects.requireNonNullElse(reference.getNamespace(), owner.namespace());
    }

    private static String describe(ResourceKey owner, SecretObjectReference reference) {
        return "the Secret " + namespaceOf(owner, reference) + "/" + reference.getName();
    }

    private static Problem invalid(String message) {
        return new Problem(Reason.INVALID_CERTIFICATE_REF, message);
    }
}
