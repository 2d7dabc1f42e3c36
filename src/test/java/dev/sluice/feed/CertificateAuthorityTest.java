package dev.sluice.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Certificates as the JDK reads them. */
class CertificateAuthorityTest {
    private final Instant now = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void anAuthorityMaySignAndNothingElse() throws Exception {
        X509Certificate made = read(CertificateAuthority.make(now).certificate());
        assertThat(made.getVersion()).isEqualTo(3);
        assertThat(made.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
        assertThat(made.getKeyUsage()).containsExactly(false, false, false, false, false, true, false, false, false);
        made.verify(made.getPublicKey());
        made.checkValidity(java.util.Date.from(now));
    }

    @Test
    void aProxysCertificateIsForItsGatewayAsAClient() throws Exception {
        CertificateAuthority authority = CertificateAuthority.make(now);
        Identity identity = authority.forGateway("team-a", "web", now);
        X509Certificate issued = read(identity.certificate());
        issued.verify(read(authority.certificate()).getPublicKey());
        assertThat(GatewayName.of(issued)).isEqualTo("team-a/web");
        assertThat(GatewayName.isController(issued)).isFalse();
        assertThat(issued.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(issued.getBasicConstraints()).isEqualTo(-1);
        assertThat(issued.getNotAfter().toInstant()).isEqualTo(now.plus(CertificateAuthority.LIFETIME));
        assertThat(authority.hasIssued(identity.certificate())).isTrue();
        assertThat(CertificateAuthority.make(now).hasIssued(identity.certificate()))
                .isFalse();
        assertThat(identity.toString()).doesNotContain("PRIVATE");
    }

    @Test
    void itIsReplacedInTheLastThirdOfItsTime() throws Exception {
        String certificate = CertificateAuthority.make(now).forController(now).certificate();
        assertThat(CertificateAuthority.isDue(certificate, now)).isFalse();
        assertThat(CertificateAuthority.isDue(certificate, now.plus(Duration.ofDays(19))))
                .isFalse();
        assertThat(CertificateAuthority.isDue(certificate, now.plus(Duration.ofDays(21))))
                .isTrue();
        assertThat(CertificateAuthority.isDue(certificate, now.minus(Duration.ofDays(1))))
                .isTrue();
        assertThat(CertificateAuthority.isDue("nothing", now)).isTrue();
    }

    private static X509Certificate read(String pem) throws Exception {
        return Identity.certificates(pem).getFirst();
    }
}
