package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.BackendTls;
import dev.sluice.routing.BackendTls.Identity;
import dev.sluice.routing.BackendTls.SubjectAltName;
import dev.sluice.routing.BackendTls.Trust;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.status.Reason;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.BackendTLSPolicyValidation;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.LocalObjectReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compiles {@code BackendTLSPolicyValidation}: who a backend must prove to be. */
final class BackendValidation {
    private static final String SYSTEM = "System";

    private final ResourceSnapshot snapshot;
    private final CaBundles bundles;
    private final String namespace;
    private final String field;
    private final List<Problem> invalid;
    private final List<Problem> unresolved;

    /**
     * A validation of one object.
     *
     * @param namespace of the object, and of what it refers to
     * @param field where the validation is in it
     * @param invalid takes what makes it useless
     * @param unresolved takes references that do not resolve; there may be others that do
     */
    BackendValidation(
            ResourceSnapshot snapshot,
            CaBundles bundles,
            String namespace,
            String field,
            List<Problem> invalid,
            List<Problem> unresolved) {
        this.snapshot = snapshot;
        this.bundles = bundles;
        this.namespace = namespace;
        this.field = field;
        this.invalid = invalid;
        this.unresolved = unresolved;
    }

    /**
     * The TLS to speak, or null if there is nothing that could be verified or {@code invalid} is not empty.
     *
     * @param name of the TLS
     */
    @Nullable
    BackendTls compile(@Nullable BackendTLSPolicyValidation validation, String name, Identity identity) {
        if (validation == null) {
            complain(" is missing");
            return null;
        }
        HostnamePattern hostname = Hostnames.parse(validation.getHostname());
        if (hostname == null || hostname.isAny() || hostname.isWildcard()) {
            complain(".hostname: \"" + validation.getHostname() + "\" is not a hostname without a wildcard");
        }
        List<SubjectAltName> names = names(validation);
        List<CaBundle.Sound> authorities = authorities(validation);
        boolean system = SYSTEM.equals(validation.getWellKnownCACertificates());
        checkSource(validation);
        if (!invalid.isEmpty() || hostname == null) {
            return null;
        }
        if (authorities.isEmpty() && !system) {
            invalid.add(new Problem(
                    Reason.NO_VALID_CA_CERTIFICATE,
                    "no reference to a CA certificate is valid: "
                            + Problem.summary(unresolved).message()));
            return null;
        }
        CaBundle.Sound together = system ? null : CaBundles.together(authorities);
        return new BackendTls(
                name,
                Fingerprint.of(together == null ? SYSTEM : together.fingerprint(), hostname.text(), names.toString()),
                together == null ? new Trust.SystemAuthorities() : new Trust.Authorities(together.pem()),
                hostname.text(),
                names,
                identity);
    }

    private void checkSource(BackendTLSPolicyValidation validation) {
        String wellKnown = validation.getWellKnownCACertificates();
        boolean named = wellKnown != null && !wellKnown.isEmpty();
        boolean referring = validation.getCaCertificateRefs() != null
                && !validation.getCaCertificateRefs().isEmpty();
        if (named && !SYSTEM.equals(wellKnown)) {
            complain(".wellKnownCACertificates: \"" + wellKnown + "\" is not supported; supported is System");
        }
        if (named == referring) {
            complain(": exactly one of caCertificateRefs and wellKnownCACertificates is needed");
        }
    }

    private List<CaBundle.Sound> authorities(BackendTLSPolicyValidation validation) {
        List<CaBundle.Sound> sound = new ArrayList<>();
        List<LocalObjectReference> references =
                Objects.requireNonNullElse(validation.getCaCertificateRefs(), List.of());
        for (int i = 0; i < references.size(); i++) {
            LocalObjectReference given = references.get(i);
            CaBundles.Reference reference = new CaBundles.Reference(
                    given.getGroup(),
                    given.getKind(),
                    namespace,
                    given.getName(),
                    field + ".caCertificateRefs[" + i + "]");
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

    private List<SubjectAltName> names(BackendTLSPolicyValidation validation) {
        List<SubjectAltName> names = new ArrayList<>();
        var given = validation.getSubjectAltNames();
        for (int i = 0; given != null && i < given.size(); i++) {
            String at = ".subjectAltNames[" + i + "]";
            String type = Objects.requireNonNullElse(given.get(i).getType(), "");
            switch (type) {
                case "Hostname" -> {
                    HostnamePattern name = Hostnames.parse(given.get(i).getHostname());
                    if (name == null || name.isAny()) {
                        invalid.add(new Problem(
                                Reason.INVALID,
                                Hostnames.complaint(
                                        field + at + ".hostname", given.get(i).getHostname())));
                    } else {
                        names.add(new SubjectAltName.DnsName(name));
                    }
                }
                case "URI" -> {
                    String uri = given.get(i).getUri();
                    if (uri == null || !isAbsolute(uri)) {
                        complain(at + ".uri: \"" + uri + "\" is not an absolute URI");
                    } else {
                        names.add(new SubjectAltName.Uri(uri));
                    }
                }
                default -> complain(at + ".type: \"" + type + "\" is not supported; supported are Hostname and URI");
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

    private void complain(String message) {
        invalid.add(new Problem(Reason.INVALID, field + message));
    }
}
