package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static dev.sluice.proxy.Tables.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.sluice.routing.Backend;
import dev.sluice.routing.ExternalAuth;
import dev.sluice.routing.HttpFilter;
import dev.sluice.routing.Timeouts;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * gRPC's own server is asked, and its messages are read and written with Google's library by the numbers of
 * envoy/service/auth/v3.
 */
class GrpcAuthorizationTest {
    private static final Marshaller<UnknownFieldSet> MESSAGE = new Marshaller<>() {
        @Override
        public InputStream stream(UnknownFieldSet value) {
            return new ByteArrayInputStream(value.toByteArray());
        }

        @Override
        public UnknownFieldSet parse(InputStream stream) {
            try {
                return UnknownFieldSet.parseFrom(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };
    private static final MethodDescriptor<UnknownFieldSet, UnknownFieldSet> CHECK = MethodDescriptor.newBuilder(
                    MESSAGE, MESSAGE)
            .setFullMethodName("envoy.service.auth.v3.Authorization/Check")
            .setType(MethodType.UNARY)
            .build();

    private final Proxy proxy = new Proxy();
    private final List<UnknownFieldSet> asked = new CopyOnWriteArrayList<>();
    private volatile UnknownFieldSet answer = UnknownFieldSet.getDefaultInstance();
    private EchoBackend backend;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder("envoy.service.auth.v3.Authorization")
                        .addMethod(CHECK, ServerCalls.asyncUnaryCall(this::check))
                        .build())
                .build()
                .start();
        backend = new EchoBackend(proxy.vertx, "backend");
        proxy.endpoint("backend", backend.port()).endpoint("auth", server.getPort());
        serve(List.of(), 0);
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(proxy.recorder.bugs).isEmpty();
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        backend.close();
        proxy.close();
    }

    private void check(UnknownFieldSet request, StreamObserver<UnknownFieldSet> response) {
        asked.add(request);
        if (answer == null) {
            response.onError(Status.INTERNAL.asRuntimeException());
            return;
        }
        response.onNext(answer);
        response.onCompleted();
    }

    private void serve(List<String> requestHeaders, int bodyBytes) {
        proxy.routes(prefix(
                "/",
                rule(
                        List.of(new HttpFilter.Authorization(new ExternalAuth(
                                new Backend.Service(Tables.key("auth"), Backend.Protocol.H2C),
                                new ExternalAuth.Protocol.Grpc(),
                                requestHeaders,
                                bodyBytes))),
                        Timeouts.NONE,
                        backend("backend"))));
    }

    private String get(String headers) throws Exception {
        return proxy.exchange(
                "GET /a?b=c HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n" + headers + "\r\n");
    }

    private static UnknownFieldSet message(Object... numbersAndValues) {
        Map<Integer, Field.Builder> fields = new HashMap<>();
        for (int i = 0; i < numbersAndValues.length; i += 2) {
            Field.Builder field = fields.computeIfAbsent((Integer) numbersAndValues[i], _ -> Field.newBuilder());
            switch (numbersAndValues[i + 1]) {
                case Integer number -> field.addVarint(number);
                case String text -> field.addLengthDelimited(ByteString.copyFromUtf8(text));
                case UnknownFieldSet inner -> field.addLengthDelimited(inner.toByteString());
                default -> throw new IllegalArgumentException();
            }
        }
        UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder();
        fields.forEach((number, field) -> message.addField(number, field.build()));
        return message.build();
    }

    private static UnknownFieldSet inner(UnknownFieldSet message, int... path) {
        try {
            UnknownFieldSet at = message;
            for (int number : path) {
                at = UnknownFieldSet.parseFrom(
                        at.getField(number).getLengthDelimitedList().getFirst());
            }
            return at;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(UnknownFieldSet message, int number) {
        return message.getField(number).getLengthDelimitedList().getFirst().toStringUtf8();
    }

    private static Map<String, String> headers(UnknownFieldSet http) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (ByteString entry : http.getField(3).getLengthDelimitedList()) {
            UnknownFieldSet pair = UnknownFieldSet.parseFrom(entry);
            headers.put(text(pair, 1), text(pair, 2));
        }
        return headers;
    }

    /** A HeaderValueOption. */
    private static UnknownFieldSet header(String name, String value, Object... more) {
        Object[] all = new Object[2 + more.length];
        all[0] = 1;
        all[1] = message(1, name, 2, value);
        System.arraycopy(more, 0, all, 2, more.length);
        return message(all);
    }

    private static UnknownFieldSet allowed(Object... ok) {
        return message(1, message(), 3, message(ok));
    }

    @Test
    void showsTheRequestAsTheProtocolHasIt() throws Exception {
        assertThat(get("X-A: 1\r\nX-A: 2\r\nCookie: c=d\r\n")).startsWith("HTTP/1.1 200 ");
        UnknownFieldSet attributes = inner(asked.getFirst(), 1);
        UnknownFieldSet http = inner(attributes, 4, 2);
        assertThat(text(http, 2)).isEqualTo("GET");
        assertThat(text(http, 4)).isEqualTo("/a?b=c");
        assertThat(text(http, 5)).isEqualTo("www.example.com");
        assertThat(text(http, 6)).isEqualTo("http");
        assertThat(text(http, 10)).isEqualTo("HTTP/1.1");
        assertThat(headers(http))
                .containsEntry("x-a", "1,2")
                .containsEntry("cookie", "c=d")
                .containsEntry(":method", "GET")
                .containsEntry(":path", "/a?b=c")
                .containsEntry(":authority", "www.example.com");
        assertThat(text(inner(attributes, 1, 1, 1), 2)).isEqualTo("127.0.0.1");
        assertThat(inner(attributes, 2, 1, 1).getField(3).getVarintList()).containsExactly((long) proxy.port);
        assertThat(inner(attributes, 4, 1).getField(1).getVarintList().getFirst())
                .isGreaterThan(1_700_000_000L);
        serve(List.of("cookie"), 0);
        get("X-A: 1\r\nCookie: c=d\r\n");
        assertThat(headers(inner(asked.getLast(), 1, 4, 2))).containsOnly(Map.entry("cookie", "c=d"));
    }

    @Test
    void showsTheBody() throws Exception {
        serve(List.of(), 100);
        String post = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\n";
        assertThat(proxy.exchange(post + "body")).endsWith("body");
        UnknownFieldSet http = inner(asked.getLast(), 1, 4, 2);
        assertThat(text(http, 11)).isEqualTo("body");
        assertThat(http.getField(9).getVarintList()).containsExactly(4L);
        assertThat(proxy.exchange(post + "\u00ff\u00fe\u0000\u0001")).startsWith("HTTP/1.1 200 ");
        assertThat(inner(asked.getLast(), 1, 4, 2).getField(12).getLengthDelimitedList())
                .containsExactly(ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1}));
    }

    @Test
    void changesWhatTheServiceWantsChanged() throws Exception {
        answer = allowed(
                2, header("x-user", "alice"),
                2, header("x-many", "2", 2, message(1, 1)),
                2, header("x-there", "new", 3, 1),
                2, header("x-absent", "new", 3, 1),
                2, header("x-only", "new", 3, 3),
                2, header("x-never", "new", 3, 3),
                2, header("host", "evil"),
                5, "x-gone",
                6, header("x-answer", "1"));
        String response = get("X-User: root\r\nX-Many: 1\r\nX-There: old\r\nX-Only: old\r\nX-Gone: 1\r\n");
        assertThat(response).startsWith("HTTP/1.1 200 ").contains("x-answer: 1\r\n");
        assertThat(backend.last().headers())
                .containsEntry("x-user", "alice")
                .containsEntry("x-many", "1|2")
                .containsEntry("x-there", "old")
                .containsEntry("x-absent", "new")
                .containsEntry("x-only", "new")
                .doesNotContainKeys("x-never", "x-gone");
        assertThat(backend.last().host()).isEqualTo("www.example.com");
    }

    @Test
    void theClientGetsTheRefusal() throws Exception {
        answer = message(
                1,
                message(1, 16),
                2,
                message(1, message(1, 401), 2, header("www-authenticate", "Basic"), 3, "login first"));
        assertThat(get(""))
                .startsWith("HTTP/1.1 401 ")
                .contains("www-authenticate: Basic\r\n")
                .endsWith("\r\n\r\nlogin first");
        answer = message(1, message(1, 7));
        assertThat(get("")).startsWith("HTTP/1.1 403 ");
        assertThat(get("Content-Type: application/grpc\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("grpc-status: 7\r\n");
        assertThat(backend.seen()).isEmpty();
    }

    @Test
    void nobodyPassesIfTheServiceFailsOrCannotBeUnderstood() throws Exception {
        answer = null;
        assertThat(get("")).startsWith("HTTP/1.1 503 ");
        answer = allowed(2, header("x-bad", "a\nb: c"));
        assertThat(get("")).startsWith("HTTP/1.1 503 ");
        answer = allowed(2, header("x bad", "a"));
        assertThat(get("")).startsWith("HTTP/1.1 503 ");
        answer = allowed(7, message(1, "a", 2, "b"));
        assertThat(get("")).startsWith("HTTP/1.1 503 ");
        answer = message(1, "not a status");
        assertThat(get("")).startsWith("HTTP/1.1 503 ");
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        assertThat(get("")).startsWith("HTTP/1.1 503 ");
        assertThat(backend.seen()).isEmpty();
    }

    @Test
    void whateverBytesComeTheReaderEndsOrRefuses() {
        Random random = new Random(0);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            try {
                ProtoReader reader = new ProtoReader(bytes);
                while (reader.next() != 0) {
                    reader.skip();
                }
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching(".+");
            }
        }
    }

    @Test
    void aFieldWithoutANumberIsNotTheEndOfAMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProtoReader(new byte[] {0, 0, 10, 0}).next())
                .withMessage("no field has the number 0");
    }
}
