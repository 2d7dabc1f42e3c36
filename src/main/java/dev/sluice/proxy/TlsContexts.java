package dev.sluice.proxy;

import dev.sluice.proxy.ProxySettings.TlsEngine;
import dev.sluice.routing.ClientValidation;
import dev.sluice.routing.ServerCertificate;
import dev.sluice.routing.TlsOptions;
import dev.sluice.routing.TlsTermination;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * The TLS contexts for the certificates in use, kept by fingerprint so that a new table builds only what is new.
 * Connections keep the context that they began with. Used by one thread at a time.
 */
final class TlsContexts {
    /** All of RFC 8446 that both engines have; BoringSSL takes them together or not at all. */
    private static final List<String> TLS_1_3_SUITES =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /** How long a client that was verified may come back without being so again. */
    private static final long CLIENT_SESSION_SECONDS = 600;

    private final SslProvider provider;
    private final Reused<SslContext> contexts = new Reused<>();

    TlsContexts(SslProvider provider) {
        this.provider = provider;
    }

    static SslProvider provider(TlsEngine engine) {
        return switch (engine) {
            case AUTO -> OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
            case JDK -> SslProvider.JDK;
            case OPENSSL -> SslProvider.OPENSSL;
        };
    }

    /** What a connection carries inside of TLS. */
    enum Inside {
        /** HTTP, whose version is negotiated (ALPN). */
        HTTP,
        /**
         * What only the client and the backend know; nothing is negotiated. Either side may end first (RFC 8446, section
         * 6.1), which Netty's BoringSSL engine takes for the end of both.
         */
        BYTES
    }

    /**
     * The context for a listener of the next table.
     *
     * @throws GeneralSecurityException if the certificates cannot be used, with a message for the user
     */
    SslContext of(TlsTermination tls, Inside inside) throws GeneralSecurityException {
        StringBuilder key = new StringBuilder(inside.name()).append(' ');
        for (ServerCertificate certificate : tls.certificates()) {
            key.append(certificate.fingerprint()).append(' ');
        }
        if (tls.clients() != null) {
            key.append(tls.clients().fingerprint());
        }
        if (!tls.options().equals(TlsOptions.DEFAULT)) {
            key.append(' ').append(tls.options());
        }
        return contexts.get(key.toString(), () -> build(tls, inside));
    }

    /** The next table is complete: forgets what it does not use. */
    void swapped() {
        contexts.swapped();
    }

    /** Each context has its own sessions and tickets: what one listener granted a client counts for no other. */
    private SslContext build(TlsTermination tls, Inside inside) throws GeneralSecurityException {
        try {
            CertificateKeys keys = CertificateKeys.of(tls.certificates());
            SslContextBuilder builder = SslContextBuilder.forServer(keys)
                    .sslProvider(keys.isSimple() && inside == Inside.HTTP ? provider : SslProvider.JDK)
                    .protocols(
                            tls.options().minimumVersion() == TlsOptions.Version.TLS_1_3
                                    ? new String[] {"TLSv1.3"}
                                    : new String[] {"TLSv1.3", "TLSv1.2"})
                    .applicationProtocolConfig(
                            switch (inside) {
                                case HTTP ->
                                    new ApplicationProtocolConfig(
                                            Protocol.ALPN,
                                            SelectorFailureBehavior.NO_ADVERTISE,
                                            SelectedListenerFailureBehavior.ACCEPT,
                                            tls.options().alpn());
                                case BYTES -> ApplicationProtocolConfig.DISABLED;
                            });
            if (!tls.options().cipherSuites().isEmpty()) {
                List<String> suites = new ArrayList<>(TLS_1_3_SUITES);
                suites.addAll(tls.options().cipherSuites());
                builder.ciphers(suites);
            }
            ClientValidation clients = tls.clients();
            if (clients != null) {
                builder.clientAuth(clients.insecureFallback() ? ClientAuth.OPTIONAL : ClientAuth.REQUIRE)
                        .trustManager(ClientTrust.of(clients))
                        .sessionTimeout(CLIENT_SESSION_SECONDS);
            }
            return builder.build();
        } catch (IOException unusable) {
            throw new GeneralSecurityException(unusable.getMessage(), unusable);
        }
    }
}
