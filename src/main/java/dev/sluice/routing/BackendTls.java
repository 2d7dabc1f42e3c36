package dev.sluice.routing;

import java.util.List;

/**
 * How the endpoints of a backend are spoken to in TLS (Gateway API, {@code BackendTLSPolicy} and
 * {@code XBackend.spec.tls}).
 *
 * @param name where it comes from: {@code namespace/name} of the policy, or the kind before it for anything else
 * @param fingerprint SHA-256 over everything that matters to a connection, in hexadecimal: two with the same fingerprint
 *     may share connections
 * @param hostname the SNI; unless there are subjectAltNames also the name that the certificate must be for
 * @param subjectAltNames if not empty, the certificate must have one of them, and the hostname is not looked at
 */
public record BackendTls(
        String name,
        String fingerprint,
        Trust trust,
        String hostname,
        List<SubjectAltName> subjectAltNames,
        Identity identity) {
    public BackendTls {
        subjectAltNames = List.copyOf(subjectAltNames);
    }

    /** The certificate that is shown to a backend that asks for one. */
    public sealed interface Identity {
        /** The Gateway's, if it has one. */
        record OfGateway() implements Identity {}

        /** None. */
        record None() implements Identity {}

        /** One for these backends. */
        record Own(ServerCertificate certificate) implements Identity {}
    }

    /** Whose certificates are believed. */
    public sealed interface Trust {
        /** The authorities that the operating system or the JDK trusts. */
        record SystemAuthorities() implements Trust {}

        /** @param pem the certificates of the authorities */
        record Authorities(String pem) implements Trust {
            @Override
            public String toString() {
                return "Authorities[" + pem.length() + " characters]";
            }
        }
    }

    /** A name in a certificate (RFC 5280, section 4.2.1.6). */
    public sealed interface SubjectAltName {
        /** @param name lower case, exact or with the wildcard {@code *.} for one label or more */
        record DnsName(HostnamePattern name) implements SubjectAltName {}

        /** @param uri compared character by character, such as {@code spiffe://cluster.local/ns/a/sa/b} */
        record Uri(String uri) implements SubjectAltName {}
    }
}
