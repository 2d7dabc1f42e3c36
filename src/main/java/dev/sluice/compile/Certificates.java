package dev.sluice.compile;

import dev.sluice.resources.ReferenceGrants;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.XBackend;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayTLSConfig;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerTLSConfig;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.SecretObjectReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The certificates of listeners, and of Gateways towards their backends, from Secrets of type {@code kubernetes.io/tls}. */
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
            problems.add(invalid("tls.certificateRefs: a listener of protocol " + listener.getProtocol()
                    + " that terminates TLS needs at least" + " one certificate"));
            return sound;
        }
        for (int i = 0; i < tls.getCertificateRefs().size(); i++) {
            SecretObjectReference reference = tls.getCertificateRefs().get(i);
            ServerCertificate certificate = new Resolution(
                            owner, "tls.certificateRefs[" + i + "]: ", Reason.INVALID_CERTIFICATE_REF, problems)
                    .resolve(reference);
            if (certificate != null) {
                sound.add(certificate);
            }
        }
        return sound;
    }

    /**
     * What a Gateway shows to its backends.
     *
     * @param problems takes one if the reference is not sound
     * @return null if nothing is to be shown, or cannot be
     */
    @Nullable
    ServerCertificate ofClient(Gateway gateway, List<Problem> problems) {
        GatewayTLSConfig tls = gateway.getSpec().getTls();
        SecretObjectReference reference = tls == null || tls.getBackend() == null
                ? null
                : tls.getBackend().getClientCertificateRef();
        return reference == null
                ? null
                : new Resolution(
                                ResourceKey.of(gateway),
                                "spec.tls.backend.clientCertificateRef: ",
                                Reason.INVALID_CLIENT_CERTIFICATE_REF,
                                problems)
                        .resolve(reference);
    }

    /**
     * What is shown to the backends of an XBackend.
     *
     * @param problems takes one if the reference is not sound
     */
    @Nullable
    ServerCertificate ofClient(XBackend backend, SecretObjectReference reference, List<Problem> problems) {
        return new Resolution(
                        ResourceKey.of(backend),
                        "spec.tls.clientCertificateRef: ",
                        Reason.INVALID_CLIENT_CERTIFICATE_REF,
                        problems)
                .resolve(reference);
    }

    /**
     * The resolution of one reference.
     *
     * @param reason for what is wrong with it, unless a grant is missing
     */
    private final class Resolution {
        private final ResourceKey owner;
        private final String field;
        private final String reason;
        private final List<Problem> problems;

        Resolution(ResourceKey owner, String field, String reason, List<Problem> problems) {
            this.owner = owner;
            this.field = field;
            this.reason = reason;
            this.problems = problems;
        }

        @Nullable
        ServerCertificate resolve(SecretObjectReference reference) {
            Secret secret = find(reference);
            return switch (secret == null ? null : secrets.parse(secret)) {
                case TlsSecret.Sound(ServerCertificate certificate) -> certificate;
                case TlsSecret.Broken(String why) -> {
                    problem("the Secret " + namespaceOf(reference) + "/" + reference.getName() + " " + why);
                    yield null;
                }
                case null -> null;
            };
        }

        private @Nullable Secret find(SecretObjectReference reference) {
            String group = Objects.requireNonNullElse(reference.getGroup(), "");
            String kind = Objects.requireNonNullElse(reference.getKind(), "Secret");
            String namespace = namespaceOf(reference);
            if (!group.isEmpty() || !kind.equals("Secret")) {
                problem("the kind " + kind + " in group \"" + group
                        + "\" is not supported; supported is Secret in the core group");
                return null;
            }
            // Without a grant nothing is said of the Secret, not even whether it exists.
            if (!grants.permit(
                    new ReferenceGrants.From(RouteKinds.groupOf(owner.kind()), owner.kind(), owner.namespace()),
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
                problem("there is no Secret " + namespace + "/" + reference.getName() + " of type kubernetes.io/tls");
            }
            return secret;
        }

        private String namespaceOf(SecretObjectReference reference) {
            return Objects.requireNonNullElse(reference.getNamespace(), owner.namespace());
        }

        private void problem(String message) {
            problems.add(new Problem(reason, field + message));
        }
    }

    private static Problem invalid(String message) {
        return new Problem(Reason.INVALID_CERTIFICATE_REF, message);
    }
}
