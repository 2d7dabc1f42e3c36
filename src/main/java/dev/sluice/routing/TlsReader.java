package dev.sluice.routing;

import dev.sluice.routing.BackendTls.Identity;
import dev.sluice.routing.BackendTls.SubjectAltName;
import dev.sluice.routing.BackendTls.Trust;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what concerns TLS, part of {@link TableReader}. */
final class TlsReader {
    private static final String DNS = "dns:";
    private static final String URI = "uri:";

    private TlsReader() {}

    /** @param rules of a listener whose connections are routed by the SNI */
    static TlsListener listener(DocumentFields listener, Supplier<List<HostRule>> rules) {
        String name = listener.text("name");
        HostnamePattern hostname = HostnamePattern.parse(listener.text("hostname"));
        return switch (listener.textOrNull("mode")) {
            case null -> new TlsListener.Https(name, hostname, termination(listener));
            case "Terminate" -> new TlsListener.Terminate(name, hostname, termination(listener), rules.get());
            case "Passthrough" -> new TlsListener.Passthrough(name, hostname, rules.get());
            case "Unusable" -> new TlsListener.Unusable(name, hostname);
            case String other -> throw new IllegalArgumentException("the mode " + other + " is not known");
        };
    }

    private static TlsTermination termination(DocumentFields listener) {
        DocumentFields clients = listener.fieldsOrNull("clients");
        DocumentFields options = listener.fieldsOrNull("options");
        return new TlsTermination(
                listener.list("certificates").stream()
                        .map(TlsReader::certificate)
                        .toList(),
                clients == null
                        ? null
                        : new ClientValidation(
                                clients.text("fingerprint"),
                                clients.text("authorities"),
                                clients.flag("insecureFallback")),
                options == null
                        ? TlsOptions.DEFAULT
                        : new TlsOptions(
                                TlsOptions.Version.valueOf(options.text("minimumVersion")),
                                options.texts("cipherSuites"),
                                options.texts("alpn")));
    }

    static @Nullable ServerCertificate certificateOrNull(@Nullable DocumentFields certificate) {
        return certificate == null ? null : certificate(certificate);
    }

    private static ServerCertificate certificate(DocumentFields certificate) {
        return new ServerCertificate(
                certificate.text("name"),
                certificate.text("fingerprint"),
                certificate.text("chain"),
                certificate.text("key"));
    }

    static BackendTls backend(String name, DocumentFields tls) {
        String authorities = tls.text("authorities");
        return new BackendTls(
                name,
                tls.text("fingerprint"),
                authorities.equals("system") ? new Trust.SystemAuthorities() : new Trust.Authorities(authorities),
                tls.text("hostname"),
                tls.texts("subjectAltNames").stream()
                        .map(TlsReader::subjectAltName)
                        .toList(),
                identity(tls));
    }

    private static Identity identity(DocumentFields tls) {
        ServerCertificate certificate = certificateOrNull(tls.fieldsOrNull("clientCertificate"));
        if (certificate != null) {
            return new Identity.Own(certificate);
        }
        return tls.has("identity") ? new Identity.None() : new Identity.OfGateway();
    }

    private static SubjectAltName subjectAltName(String text) {
        if (text.startsWith(DNS)) {
            return new SubjectAltName.DnsName(HostnamePattern.parse(text.substring(DNS.length())));
        }
        if (text.startsWith(URI)) {
            return new SubjectAltName.Uri(text.substring(URI.length()));
        }
        throw new IllegalArgumentException("the subjectAltName " + text + " is not known");
    }
}
