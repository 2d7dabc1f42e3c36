package dev.sluice.compile;

import dev.sluice.resources.ReferenceGrants;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.ClientValidation;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.FrontendTLSConfig;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.FrontendTLSValidation;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ObjectReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSConfig;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.TLSPortConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The validation of clients that a Gateway asks for, by default and by port ({@code spec.tls.frontend}). */
final class FrontendValidation {
    private static final String VALID_ONLY = "AllowValidOnly";
    private static final String INSECURE_FALLBACK = "AllowInsecureFallback";

    private final ResourceSnapshot snapshot;
    private final ReferenceGrants grants;
    private final CaBundles bundles;

    FrontendValidation(ResourceSnapshot snapshot, ReferenceGrants grants, CaBundles bundles) {
        this.snapshot = snapshot;
        this.grants = grants;
        this.bundles = bundles;
    }

    /**
     * What holds for the HTTPS listeners of a port.
     *
     * @param clients null for all clients, or if refused
     * @param refused why the listeners cannot be served: without the validation everyone would be let in
     * @param unresolved references that do not resolve
     */
    record OfPort(
            @Nullable ClientValidation clients, @Nullable Problem refused, List<Problem> unresolved) {
        static final OfPort NONE = new OfPort(null, null, List.of());
    }

    OfPort of(Gateway gateway, int port) {
        FrontendTLSConfig frontend = frontend(gateway);
        if (frontend == null) {
            return OfPort.NONE;
        }
        List<TLSPortConfig> ports = Objects.requireNonNullElse(frontend.getPerPort(), List.of());
        for (int i = 0; i < ports.size(); i++) {
            if (Objects.equals(ports.get(i).getPort(), port)) {
                return of(gateway, ports.get(i).getTls(), "spec.tls.frontend.perPort[" + i + "].tls.validation");
            }
        }
        return of(gateway, frontend.getDefault(), "spec.tls.frontend.default.validation");
    }

    /** Whether clients are accepted somewhere whatever they show. */
    static boolean isInsecure(Gateway gateway) {
        FrontendTLSConfig frontend = frontend(gateway);
        if (frontend == null) {
            return false;
        }
        for (TLSPortConfig port : Objects.requireNonNullElse(frontend.getPerPort(), List.<TLSPortConfig>of())) {
            if (isInsecure(port.getTls())) {
                return true;
            }
        }
        return isInsecure(frontend.getDefault());
    }

    private static boolean isInsecure(@Nullable TLSConfig tls) {
        return tls != null
                && tls.getValidation() != null
                && INSECURE_FALLBACK.equals(tls.getValidation().getMode());
    }

    private static @Nullable FrontendTLSConfig frontend(Gateway gateway) {
        return gateway.getSpec().getTls() == null
                ? null
                : gateway.getSpec().getTls().getFrontend();
    }

    private OfPort of(Gateway gateway, @Nullable TLSConfig tls, String field) {
        FrontendTLSValidation validation = tls == null ? null : tls.getValidation();
        if (validation == null) {
            return OfPort.NONE;
        }
        List<Problem> unresolved = new ArrayList<>();
        List<CaBundle.Sound> authorities = authorities(gateway, validation, field, unresolved);
        String mode = Objects.requireNonNullElse(validation.getMode(), VALID_ONLY);
        if (!mode.equals(VALID_ONLY) && !mode.equals(INSECURE_FALLBACK)) {
            return new OfPort(
                    null,
                    new Problem(
                            Reason.UNSUPPORTED_VALUE,
                            field + ".mode: \"" + mode + "\" is not supported; supported are " + VALID_ONLY + " and "
                                    + INSECURE_FALLBACK),
                    unresolved);
        }
        if (authorities.isEmpty()) {
            return new OfPort(
                    null,
                    new Problem(
                            Reason.NO_VALID_CA_CERTIFICATE,
                            field + ": no reference to a CA certificate is valid, and without one every client would"
                                    + " be let in"),
                    unresolved);
        }
        CaBundle.Sound together = CaBundles.together(authorities);
        return new OfPort(
                new ClientValidation(
                        Fingerprint.of(together.fingerprint(), mode), together.pem(), mode.equals(INSECURE_FALLBACK)),
                null,
                unresolved);
    }

    private List<CaBundle.Sound> authorities(
            Gateway gateway, FrontendTLSValidation validation, String field, List<Problem> unresolved) {
        String own = gateway.getMetadata().getNamespace();
        List<CaBundle.Sound> sound = new ArrayList<>();
        List<ObjectReference> references = Objects.requireNonNullElse(validation.getCaCertificateRefs(), List.of());
        for (int i = 0; i < references.size(); i++) {
            ObjectReference given = references.get(i);
            CaBundles.Reference reference = new CaBundles.Reference(
                    given.getGroup(),
                    given.getKind(),
                    Objects.requireNonNullElse(given.getNamespace(), own),
                    given.getName(),
                    field + ".caCertificateRefs[" + i + "]");
            if (!reference.isOfKnownKind()) {
                unresolved.add(new Problem(Reason.INVALID_CA_CERTIFICATE_KIND, reference.unknownKind()));
            } else if (reference.isOfCluster() && given.getNamespace() != null) {
                unresolved.add(new Problem(
                        Reason.INVALID_CA_CERTIFICATE_REF,
                        reference.field() + ".namespace: a ClusterTrustBundle is in no namespace; leave it out"));
            } else if (!reference.isOfCluster()
                    && !grants.permit(
                            new ReferenceGrants.From(RouteKinds.GROUP, "Gateway", own),
                            new ReferenceGrants.To(
                                    "",
                                    Objects.requireNonNull(reference.kind()),
                                    reference.namespace(),
                                    reference.name()))) {
                unresolved.add(new Problem(
                        Reason.REF_NOT_PERMITTED,
                        reference.field() + ": no ReferenceGrant in namespace " + reference.namespace()
                                + " permits Gateways of namespace " + own + " to refer to the " + reference.kind() + " "
                                + reference.name()));
            } else {
                switch (bundles.resolve(snapshot, reference)) {
                    case CaBundle.Sound bundle -> sound.add(bundle);
                    case CaBundle.Broken(String reason) ->
                        unresolved.add(new Problem(Reason.INVALID_CA_CERTIFICATE_REF, reason));
                }
            }
        }
        if (references.isEmpty()) {
            unresolved.add(new Problem(Reason.INVALID_CA_CERTIFICATE_REF, field + ".caCertificateRefs: there is none"));
        }
        return sound;
    }
}
