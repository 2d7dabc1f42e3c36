package dev.sluice.proxy;

import dev.sluice.routing.BackendTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Whether and how TLS is spoken with the endpoints of a backend. */
sealed interface UpstreamTls {
    /** What makes connections different: those of one key may be shared. */
    String key();

    /** No TLS. */
    enum Cleartext implements UpstreamTls {
        CLEARTEXT;

        @Override
        public String key() {
            return "";
        }
    }

    /** TLS is asked for and what it takes is not there: nothing is sent. */
    enum Unusable implements UpstreamTls {
        UNUSABLE;

        @Override
        public String key() {
            return "unusable";
        }
    }

    /** TLS in one application protocol with one kind of backend by one Gateway. Safe to use from any thread. */
    final class Spoken implements UpstreamTls {
        private final BackendTls tls;
        private final String key;
        private final String alpn;
        private final SslContext context;

        private Spoken(BackendTls tls, String key, String alpn, SslContext context) {
            this.tls = tls;
            this.key = key;
            this.alpn = alpn;
            this.context = context;
        }

        /**
         * Builds it.
         *
         * @param alpn the protocol to offer, such as {@code h2}; empty for none
         * @param keys what is shown to a backend that asks for a certificate
         * @throws GeneralSecurityException if the certificates cannot be used
         */
        static Spoken of(
                BackendTls tls,
                String key,
                String alpn,
                BackendTrust trust,
                @Nullable CertificateKeys keys,
                SslProvider provider)
                throws GeneralSecurityException {
            boolean simple = keys == null || keys.isSimple();
            // Bytes, of which nothing is known, need an engine that lets one side end before the other.
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(simple && !alpn.isEmpty() ? provider : SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .trustManager(trust);
            if (keys != null) {
                builder.keyManager(keys);
            }
            if (!alpn.isEmpty()) {
                builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        alpn));
            }
            try {
                return new Spoken(tls, key, alpn, builder.build());
            } catch (SSLException unusable) {
                throw new GeneralSecurityException(unusable.getMessage(), unusable);
            }
        }

        @Override
        public String key() {
            return key;
        }

        /** The policy's name. */
        String name() {
            return tls.name();
        }

        /** The protocol that is offered, empty for none. */
        String alpn() {
            return alpn;
        }

        /** A handler that shakes hands as soon as it is in the pipeline of a connected channel. */
        SslHandler newHandler(ByteBufAllocator allocator) {
            SslHandler handler = context.newHandler(allocator, tls.hostname(), -1);
            SSLParameters parameters = handler.engine().getSSLParameters();
            // The JDK by itself sends only names with a dot. Addresses are no server names (RFC 6066, section 3).
            boolean address = NetUtil.isValidIpV4Address(tls.hostname()) || NetUtil.isValidIpV6Address(tls.hostname());
            parameters.setServerNames(address ? List.of() : List.of(new SNIHostName(tls.hostname())));
            handler.engine().setSSLParameters(parameters);
            return handler;
        }
    }
}
