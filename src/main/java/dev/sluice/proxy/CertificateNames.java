package dev.sluice.proxy;

import dev.sluice.routing.BackendTls;
import dev.sluice.routing.BackendTls.SubjectAltName;
import dev.sluice.routing.HostnamePattern;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Whether a certificate is for the name that is expected (RFC 6125, section 6, with RFC 9525: subject alternative names
 * alone count, the common name does not).
 */
final class CertificateNames {
    private static final int DNS_NAME = 2;
    private static final int URI = 6;

    private CertificateNames() {}

    /** Whether a backend's certificate is for the backend. */
    static boolean fit(X509Certificate certificate, BackendTls tls) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names == null) {
            return false;
        }
        for (List<?> name : names) {
            if (name.size() > 1 && name.get(0) instanceof Integer type && name.get(1) instanceof String text) {
                if (fits(type, text, tls)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean fits(int type, String text, BackendTls tls) {
        if (tls.subjectAltNames().isEmpty()) {
            return type == DNS_NAME && covers(text, tls.hostname());
        }
        for (SubjectAltName wanted : tls.subjectAltNames()) {
            boolean same =
                    switch (wanted) {
                        case SubjectAltName.DnsName(HostnamePattern name) -> type == DNS_NAME && fits(text, name);
                        case SubjectAltName.Uri(String uri) -> type == URI && uri.equals(text);
                    };
            if (same) {
                return true;
            }
        }
        return false;
    }

    private static boolean fits(String presented, HostnamePattern wanted) {
        return wanted.isWildcard()
                ? wanted.matches(presented.toLowerCase(Locale.ROOT)) || presented.equalsIgnoreCase(wanted.text())
                : covers(presented, wanted.text());
    }

    /**
     * Whether a name in a certificate is, or its wildcard stands for, a host name. A wildcard is the whole first label
     * and stands for exactly one (RFC 9525, section 6.3).
     */
    static boolean covers(String presented, String hostname) {
        if (presented.startsWith("*.")) {
            int dot = hostname.indexOf('.');
            return dot > 0
                    && presented.length() > 2
                    && presented.indexOf('*', 1) < 0
                    && presented.regionMatches(true, 1, hostname, dot, hostname.length() - dot)
                    && presented.length() - 1 == hostname.length() - dot;
        }
        return presented.equalsIgnoreCase(hostname);
    }
}
