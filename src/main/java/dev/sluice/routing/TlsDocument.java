package dev.sluice.routing;

import dev.sluice.routing.BackendTls.Identity;
import dev.sluice.routing.BackendTls.SubjectAltName;
import dev.sluice.routing.BackendTls.Trust;
import dev.sluice.routing.TableDocument.Detail;
import java.util.LinkedHashMap;
import java.util.Map;

/** The serial form of what concerns TLS, part of {@link TableDocument}. */
final class TlsDocument {
    private final Detail detail;

    TlsDocument(Detail detail) {
        this.detail = detail;
    }

    Map<String, Object> of(TlsListener listener) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", listener.name());
        map.put("hostname", listener.hostname().toString());
        switch (listener) {
            case TlsListener.Https https -> putTermination(map, https.tls());
            case TlsListener.Unusable _ -> map.put("mode", "Unusable");
            case TlsListener.Terminate terminate -> {
                map.put("mode", "Terminate");
                putTermination(map, terminate.tls());
            }
            case TlsListener.Passthrough _ -> map.put("mode", "Passthrough");
        }
        return map;
    }

    private void putTermination(Map<String, Object> map, TlsTermination tls) {
        map.put(
                "certificates",
                tls.certificates().stream().map(this::certificate).toList());
        if (tls.clients() != null) {
            map.put("clients", of(tls.clients()));
        }
        if (!tls.options().equals(TlsOptions.DEFAULT)) {
            map.put("options", of(tls.options()));
        }
    }

    Map<String, Object> certificate(ServerCertificate certificate) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", certificate.name());
        map.put("fingerprint", certificate.fingerprint());
        if (detail == Detail.WHOLE) {
            map.put("chain", certificate.chain());
            map.put("key", certificate.key());
        }
        return map;
    }

    private static Map<String, Object> of(TlsOptions options) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("minimumVersion", options.minimumVersion().name());
        map.put("cipherSuites", options.cipherSuites());
        map.put("alpn", options.alpn());
        return map;
    }

    private static Map<String, Object> of(ClientValidation clients) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("fingerprint", clients.fingerprint());
        map.put("insecureFallback", clients.insecureFallback());
        map.put("authorities", clients.authorities());
        return map;
    }

    Map<String, Object> of(BackendTls tls) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("fingerprint", tls.fingerprint());
        map.put("hostname", tls.hostname());
        if (!tls.subjectAltNames().isEmpty()) {
            map.put(
                    "subjectAltNames",
                    tls.subjectAltNames().stream().map(TlsDocument::text).toList());
        }
        switch (tls.trust()) {
            case Trust.SystemAuthorities() -> map.put("authorities", "system");
            case Trust.Authorities(String pem) -> map.put("authorities", pem);
        }
        switch (tls.identity()) {
            case Identity.OfGateway() -> {
                // So it is unless something else is said.
            }
            case Identity.None() -> map.put("identity", "none");
            case Identity.Own(ServerCertificate certificate) -> map.put("clientCertificate", certificate(certificate));
        }
        return map;
    }

    private static String text(SubjectAltName name) {
        return switch (name) {
            case SubjectAltName.DnsName(HostnamePattern dns) -> "dns:" + dns;
            case SubjectAltName.Uri(String uri) -> "uri:" + uri;
        };
    }
}
