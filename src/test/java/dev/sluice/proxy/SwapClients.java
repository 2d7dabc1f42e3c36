package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proxy.ChangingTable.Answer;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Clients of a {@link ChangingTable}, by protocol. Each asks on one connection, as long as it lasts. */
final class SwapClients {
    private static final String MARK = "x-table";

    private SwapClients() {}

    static final class Http1 implements ChangingTable.Client {
        private static final Pattern TABLE = Pattern.compile("\r\n" + MARK + ": (\\d+)\r\n");

        private final RawClient client;
        private int number;

        Http1(RawClient client) {
            this.client = client;
        }

        @Override
        public Answer ask() throws Exception {
            String path = "/" + ++number;
            String response = client.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody")
                    .readResponse();
            Matcher table = TABLE.matcher(response);
            assertThat(response).startsWith("HTTP/1.1 200 ");
            assertThat(table.find()).as(response).isTrue();
            return answer(table.group(1), response.substring(response.indexOf("\r\n\r\n") + 4), path);
        }
    }

    static final class Http2 implements ChangingTable.Client {
        private final Vertx vertx;
        private final HttpClient client;
        private final int port;
        private int number;

        Http2(Vertx vertx, HttpClientOptions options, int port) {
            this.vertx = vertx;
            this.port = port;
            client = vertx.createHttpClient(options);
        }

        @Override
        public Answer ask() throws Exception {
            String path = "/" + ++number;
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setHost("localhost")
                    .setPort(port)
                    .setURI(path);
            return OnLoop.await(
                    vertx,
                    () -> client.request(options)
                            .compose(request -> request.send("body"))
                            .compose(response -> response.body().map(body -> {
                                assertThat(response.statusCode()).isEqualTo(200);
                                return answer(response.getHeader(MARK), body.toString(), path);
                            })));
        }
    }

    static final class Grpc implements ChangingTable.Client {
        private static final Metadata.Key<String> TABLE = Metadata.Key.of(MARK, Metadata.ASCII_STRING_MARSHALLER);

        private final ManagedChannel channel;
        private int number;

        Grpc(ManagedChannel channel) {
            this.channel = channel;
        }

        @Override
        public Answer ask() {
            String text = String.valueOf(++number);
            AtomicReference<Metadata> headers = new AtomicReference<>();
            Channel capturing = ClientInterceptors.intercept(
                    channel, MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()));
            String response = ClientCalls.blockingUnaryCall(
                    capturing, GrpcEcho.UNARY, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), text);
            String backend = response.split(" ")[0];
            assertThat(response).isEqualTo(backend + " " + text);
            return new Answer(Integer.parseInt(headers.get().get(TABLE)), backend);
        }
    }

    private static Answer answer(String table, String body, String path) {
        String backend = body.split(" ")[0];
        assertThat(body).isEqualTo(backend + " POST " + path + " body");
        return new Answer(Integer.parseInt(table), backend);
    }
}
