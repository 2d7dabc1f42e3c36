package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.XBackend;
import dev.sluice.routing.BackendTls;
import dev.sluice.routing.BackendTls.Identity;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.HostnamePattern;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.routing.SessionPersistence;
import dev.sluice.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles an XBackend, apart from what refers to it. */
final class XBackendCompiler {
    private static final Set<String> PROTOCOLS =
            Set.of("", "HTTP", "HTTP11", "HTTP2", "H2C", "GRPC", "MCP", "WSS", "TCP");
    /** Protocols that need TLS, as the validation of the CRD has it. */
    private static final Set<String> IN_TLS = Set.of("HTTP2", "WSS");

    private final ResourceSnapshot snapshot;
    private final CaBundles bundles;
    private final Certificates certificates;

    XBackendCompiler(ResourceSnapshot snapshot, CaBundles bundles, Certificates certificates) {
        this.snapshot = snapshot;
        this.bundles = bundles;
        this.certificates = certificates;
    }

    CompiledXBackend compile(XBackend backend) {
        List<Problem> invalid = new ArrayList<>();
        List<Problem> unresolved = new ArrayList<>();
        XBackend.Spec spec = backend.getSpec();
        if (spec == null) {
            invalid.add(invalid("spec: is missing"));
            return refused(backend, invalid, unresolved);
        }
        EndpointKey endpoints = endpoints(backend, spec, invalid);
        SessionPersistence session = SessionPersistences.compile(
                spec.sessionPersistence(),
                backend.getKind() + "/" + nameOf(backend),
                "spec.sessionPersistence",
                invalid);
        if (spec.sessionPersistence() != null && spec.endpointSelector() == null) {
            invalid.add(invalid("spec.sessionPersistence: is for the type EndpointSelector only; remove it"));
        }
        BackendTls tls = tls(backend, spec.tls(), invalid, unresolved);
        String protocol = Objects.requireNonNullElse(spec.protocol(), "");
        checkProtocol(protocol, tls != null, invalid);
        return endpoints == null || !invalid.isEmpty()
                ? refused(backend, invalid, unresolved)
                : new CompiledXBackend(
                        backend,
                        new CompiledXBackend.Target(endpoints, protocol, tls == null ? null : tls.name(), session),
                        tls,
                        null,
                        List.copyOf(unresolved));
    }

    private static CompiledXBackend refused(XBackend backend, List<Problem> invalid, List<Problem> unresolved) {
        return new CompiledXBackend(
                backend,
                new CompiledXBackend.Target(null, "", null, null),
                null,
                Problem.summary(invalid),
                List.copyOf(unresolved));
    }

    private static @Nullable EndpointKey endpoints(XBackend backend, XBackend.Spec spec, List<Problem> invalid) {
        Integer port = spec.port() == null ? null : spec.port().number();
        if (port == null || port < 1 || port > 65_535) {
            invalid.add(invalid("spec.port.number: " + (port == null ? "is missing" : port + " is not a port")));
            return null;
        }
        String type = Objects.requireNonNullElse(spec.type(), "");
        return switch (type) {
            case "ExternalHostname" -> {
                String hostname = hostname(spec.externalHostname(), invalid);
                yield hostname == null ? null : EndpointKey.ofHost(hostname, port);
            }
            case "EndpointSelector" -> {
                if (spec.endpointSelector() == null
                        || spec.endpointSelector().matchLabels() == null
                        || spec.endpointSelector().matchLabels().isEmpty()) {
                    invalid.add(invalid("spec.endpointSelector.matchLabels: is missing"));
                    yield null;
                }
                yield ReadyEndpoints.keyOf(
                        backend.getMetadata().getNamespace(),
                        backend.getMetadata().getName(),
                        port);
            }
            default -> {
                invalid.add(invalid("spec.type: \"" + FieldSyntax.printable(type)
                        + "\" is not supported; supported are ExternalHostname and EndpointSelector"));
                yield null;
            }
        };
    }

    private static @Nullable String hostname(XBackend.@Nullable ExternalHostname external, List<Problem> invalid) {
        String text = external == null ? null : external.hostname();
        HostnamePattern hostname = Hostnames.parse(text);
        if (hostname == null || hostname.isAny() || hostname.isWildcard() || isAddress(hostname.text())) {
            invalid.add(invalid("spec.externalHostname.hostname: \"" + FieldSyntax.printable(text == null ? "" : text)
                    + "\" is not a hostname without a wildcard"));
            return null;
        }
        if (hostname.text().equals("cluster.local") || hostname.text().endsWith(".cluster.local")) {
            invalid.add(invalid("spec.externalHostname.hostname: " + hostname.text()
                    + " is a name of the cluster's own; use the type EndpointSelector"));
            return null;
        }
        return hostname.text();
    }

    /** Names of digits alone, which a resolver might take for IPv4 addresses: no top-level domain ends in one. */
    private static boolean isAddress(String hostname) {
        String last = hostname.substring(hostname.lastIndexOf('.') + 1);
        return last.chars().allMatch(Character::isDigit) || last.startsWith("0x");
    }

    private @Nullable BackendTls tls(
            XBackend backend, XBackend.@Nullable Tls tls, List<Problem> invalid, List<Problem> unresolved) {
        String mode = tls == null ? "None" : Objects.requireNonNullElse(tls.mode(), "");
        if (tls == null || mode.equals("None")) {
            return null;
        }
        Identity identity = new Identity.None();
        if (mode.equals("ClientAndServer")) {
            ServerCertificate own = null;
            if (tls.clientCertificateRef() == null) {
                invalid.add(invalid("spec.tls.clientCertificateRef: is missing, which ClientAndServer needs"));
            } else {
                List<Problem> problems = new ArrayList<>();
                own = certificates.ofClient(backend, tls.clientCertificateRef(), problems);
                unresolved.addAll(problems);
                invalid.addAll(problems);
            }
            identity = own == null ? identity : new Identity.Own(own);
        } else if (!mode.equals("ServerOnly")) {
            invalid.add(invalid("spec.tls.mode: \"" + FieldSyntax.printable(mode)
                    + "\" is not supported; supported are None, ServerOnly and ClientAndServer"));
        }
        return new BackendValidation(
                        snapshot,
                        bundles,
                        backend.getMetadata().getNamespace(),
                        "spec.tls.validation",
                        invalid,
                        unresolved)
                .compile(tls.validation(), backend.getKind() + " " + nameOf(backend), identity);
    }

    private static void checkProtocol(String protocol, boolean tls, List<Problem> invalid) {
        if (!PROTOCOLS.contains(protocol)) {
            invalid.add(invalid("spec.protocol: \"" + FieldSyntax.printable(protocol) + "\" is not supported"));
        } else if (invalid.isEmpty() && IN_TLS.contains(protocol) && !tls) {
            invalid.add(invalid("spec.protocol: " + protocol + " needs TLS"
                    + (protocol.equals("HTTP2") ? "; without it use H2C" : "")));
        } else if (protocol.equals("H2C") && tls) {
            invalid.add(invalid("spec.protocol: H2C is without TLS; with it use HTTP2"));
        }
    }

    private static String nameOf(XBackend backend) {
        return backend.getMetadata().getNamespace() + "/"
                + backend.getMetadata().getName();
    }

    private static Problem invalid(String message) {
        return new Problem(Reason.INVALID, message);
    }
}
