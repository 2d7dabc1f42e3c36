package dev.sluice.proxy;

import dev.sluice.routing.ServerCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;

/** A backend behind TLS that answers with the SNI, the HTTP version and the client's certificate that it saw. */
final class TlsBackend implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();

    /** @param clientAuthority who signs the certificates that clients must have; null for none */
    TlsBackend(Vertx vertx, ServerCertificate certificate, String clientAuthority) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setSni(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertValue(Buffer.buffer(certificate.chain()))
                        .setKeyValue(Buffer.buffer(certificate.key())));
        if (clientAuthority != null) {
            options.setClientAuth(ClientAuth.REQUIRED)
                    .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(clientAuthority)));
        }
        server = vertx.createHttpServer(options)
                .connectionHandler(_ -> connections.incrementAndGet())
                .requestHandler(this::answer);
        server.listen().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        requests.incrementAndGet();
        request.response()
                .end("sni=" + request.connection().indicatedServerName() + " version=" + request.version() + " client="
                        + client(request));
    }

    private static String client(HttpServerRequest request) {
        try {
            return request.sslSession() == null
                    ? "none"
                    : ((X509Certificate) request.sslSession().getPeerCertificates()[0])
                            .getSubjectX500Principal()
                            .getName();
        } catch (SSLPeerUnverifiedException none) {
            return "none";
        }
    }

    int port() {
        return server.actualPort();
    }

    int requests() {
        return requests.get();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
