package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.BackendTls;
import dev.sluice.routing.BackendTls.SubjectAltName;
import dev.sluice.routing.BackendTls.Trust;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicy;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicyValidation;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.LocalObjectReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compiles a BackendTLSPolicy, apart from what it is attached to. */
final class BackendTlsPolicyCompiler {
    private static final String SYSTEM = "System";
    /** Options with this prefix are meant for us; those of others are left to them. */
    private static final String OWN_OPTIONS = "sluice.dev/";

    private final ResourceSnapshot snapshot;
    private final CaBundles bundles;

    BackendTlsPolicyCompiler(ResourceSnapshot snapshot, CaBundles bundles) {
        this.snapshot = snapshot;
        this.bundles = bundles;
    }

    CompiledBackendTlsPolicy compile(BackendTLSPolicy policy) {
        List<Problem> invalid = new ArrayList<>();
        List<Problem> unresolved = new ArrayList<>();
        BackendTLSPolicyValidation validation =
                policy.getSpec() == null ? null : policy.getSpec().getValidation();
        if (validation == null) {
            return new CompiledBackendTlsPolicy(policy, null, invalid("spec.validation is missing"), unresolved);
        }
        if (policy.getSpec().getOptions() != null) {
            for (String option : policy.getSpec().getOptions().keySet()) {
                if (option.startsWith(OWN_OPTIONS)) {
                    invalid.add(invalid("spec.options: " + option + " is not known"));
                }
            }
        }
        HostnamePattern hostname = Hostnames.parse(validation.getHostname());
        if (hostname == null || hostname.isAny() || hostname.isWildcard()) {
            invalid.add(invalid("spec.validation.hostname: \"" + validation.getHostname()
                    + "\" is not a hostname without a wildcard"));
        }
        List<SubjectAltName> names = names(validation, invalid);
        List<CaBundle.Sound> authorities = authorities(policy, validation, unresolved);
        boolean system = SYSTEM.equals(validation.getWellKnownCACertificates());
        boolean referring = validation.getCaCertificateRefs() != null
                && !validation.getCaCertificateRefs().isEmpty();
        checkSource(validation.getWellKnownCACertificates(), referring, invalid);
        if (!invalid.isEmpty() || hostname == null) {
            return new CompiledBackendTlsPolicy(policy, null, Problem.summary(invalid), unresolved);
        }
        if (authorities.isEmpty() && !system) {
            return new CompiledBackendTlsPolicy(
                    policy,
                    null,
                    new Problem(
                            Reason.NO_VALID_CA_CERTIFICATE,
                            "no reference to a CA certificate is valid: "
                                    + Problem.summary(unresolved).message()),
                    unresolved);
        }
        CaBundle.Sound together = system ? null : CaBundles.together(authorities);
        return new CompiledBackendTlsPolicy(
                policy,
                new BackendTls(
                        CompiledBackendTlsPolicy.nameOf(policy),
                        Fingerprint.of(
                                together == null ? SYSTEM : together.fingerprint(), hostname.text(), names.toString()),
                        together == null ? new Trust.SystemAuthorities() : new Trust.Authorities(together.pem()),
                        hostname.text(),
                        names),
                null,
                unresolved);
    }

    private static void checkSource(@Nullable String wellKnown, boolean referring, List<Problem> invalid) {
        boolean named = wellKnown != null && !wellKnown.isEmpty();
        if (named && !SYSTEM.equals(wellKnown)) {
            invalid.add(invalid("spec.validation.wellKnownCACertificates: \"" + wellKnown
                    + "\" is not supported; supported is System"));
        }
        if (named == referring) {
            invalid.add(
                    invalid("spec.validation: exactly one of caCertificateRefs and wellKnownCACertificates is needed"));
        }
    }

    private List<CaBundle.Sound> authorities(
            BackendTLSPolicy policy, BackendTLSPolicyValidation validation, List<Problem> unresolved) {
        List<CaBundle.Sound> sound = new ArrayList<>();
        List<LocalObjectReference> references =
                Objects.requireNonNullElse(validation.getCaCertificateRefs(), List.of());
        for (int i = 0; i < references.size(); i++) {
            LocalObjectReference given = references.get(i);
            CaBundles.Reference reference = new CaBundles.Reference(
                    given.getGroup(),
                    given.getKind(),
                    policy.getMetadata().getNamespace(),
                    given.getName(),
                    "spec.validation.caCertificateRefs[" + i + "]");
            if (!reference.isOfKnownKind()) {
                unresolved.add(new Problem(Reason.INVALID_KIND, reference.unknownKind()));
                continue;
            }
            switch (bundles.resolve(snapshot, reference)) {
                case CaBundle.Sound bundle -> sound.add(bundle);
                case CaBundle.Broken(String reason) ->
                    unresolved.add(new Problem(Reason.INVALID_CA_CERTIFICATE_REF, reason));
            }
        }
        return sound;
    }

    private static List<SubjectAltName> names(BackendTLSPolicyValidation validation, List<Problem> invalid) {
        List<SubjectAltName> names = new ArrayList<>();
        var given = validation.getSubjectAltNames();
        for (int i = 0; given != null && i < given.size(); i++) {
            String field = "spec.validation.subjectAltNames[" + i + "]";
            String type = Objects.requireNonNullElse(given.get(i).getType(), "");
            switch (type) {
                case "Hostname" -> {
                    HostnamePattern name = Hostnames.parse(given.get(i).getHostname());
                    if (name == null || name.isAny()) {
                        invalid.add(invalid(Hostnames.complaint(
                                field + ".hostname", given.get(i).getHostname())));
                    } else {
                        names.add(new SubjectAltName.DnsName(name));
                    }
                }
                case "URI" -> {
                    String uri = given.get(i).getUri();
                    if (uri == null || !isAbsolute(uri)) {
                        invalid.add(invalid(field + ".uri: \"" + uri + "\" is not an absolute URI"));
                    } else {
                        names.add(new SubjectAltName.Uri(uri));
                    }
                }
                default ->
                    invalid.add(invalid(
                            field + ".type: \"" + type + "\" is not supported; supported are Hostname and URI"));
            }
        }
        return names;
    }

    private static boolean isAbsolute(String uri) {
        try {
            return new URI(uri).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Problem invalid(String message) {
        return new Problem(Reason.INVALID, message);
    }
}
