package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.routing.Backend.Protocol;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** gRPC's own client and server with the proxy between them. */
class RealGrpcTest {
    private static final Marshaller<String> TEXT = new Marshaller<>() {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private static final MethodDescriptor<String, String> UNARY = method("echo.Echo/Unary", MethodType.UNARY);
    private static final MethodDescriptor<String, String> MANY = method("echo.Echo/Many", MethodType.SERVER_STREAMING);
    private static final MethodDescriptor<String, String> CHAT = method("echo.Echo/Chat", MethodType.BIDI_STREAMING);
    private static final MethodDescriptor<String, String> UNKNOWN = method("other.Other/Unary", MethodType.UNARY);

    private final Proxy proxy = new Proxy();
    private Server server;
    private ManagedChannel channel;

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.newBuilder(TEXT, TEXT)
                .setFullMethodName(name)
                .setType(type)
                .build();
    }

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder("echo.Echo")
                        .addMethod(UNARY, ServerCalls.asyncUnaryCall(RealGrpcTest::unary))
                        .addMethod(MANY, ServerCalls.asyncServerStreamingCall(RealGrpcTest::many))
                        .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(RealGrpcTest::chat))
                        .build())
                .build()
                .start();
        proxy.endpoint("echo", server.getPort()).routes(prefix("/echo.Echo", backend("echo", Protocol.H2C)));
        channel = NettyChannelBuilder.forAddress("127.0.0.1", proxy.port)
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(proxy.recorder.bugs).isEmpty();
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        proxy.close();
    }

    private static void unary(String request, StreamObserver<String> response) {
        if (request.equals("fail")) {
            response.onError(Status.PERMISSION_DENIED.withDescription("not you").asRuntimeException());
        } else if (!request.equals("hang")) {
            response.onNext("echo " + request);
            response.onCompleted();
        }
    }

    private static void many(String request, StreamObserver<String> response) {
        for (int i = 0; i < Integer.parseInt(request); i++) {
            response.onNext("x".repeat(1_000));
        }
        response.onCompleted();
    }

    private static StreamObserver<String> chat(StreamObserver<String> response) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String value) {
                response.onNext("echo " + value);
            }

            @Override
            public void onError(Throwable gone) {}

            @Override
            public void onCompleted() {
                response.onCompleted();
            }
        };
    }

    private String call(String request, long deadlineMillis) {
        return ClientCalls.blockingUnaryCall(
                channel, UNARY, CallOptions.DEFAULT.withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS), request);
    }

    private static Status statusOf(Throwable thrown) {
        return ((StatusRuntimeException) thrown).getStatus();
    }

    @Test
    void carriesCalls() {
        for (int i = 0; i < 200; i++) {
            assertThat(call("hello " + i, 20_000)).isEqualTo("echo hello " + i);
        }
    }

    @Test
    void carriesStatuses() {
        assertThatThrownBy(() -> call("fail", 20_000)).satisfies(thrown -> {
            assertThat(statusOf(thrown).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(statusOf(thrown).getDescription()).isEqualTo("not you");
        });
    }

    @Test
    void carriesDeadlines() {
        assertThatThrownBy(() -> call("hang", 200))
                .satisfies(thrown -> assertThat(statusOf(thrown).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    }

    @Test
    void carriesStreams() {
        Iterator<String> answers = ClientCalls.blockingServerStreamingCall(channel, MANY, CallOptions.DEFAULT, "20000");
        int count = 0;
        while (answers.hasNext()) {
            assertThat(answers.next()).hasSize(1_000);
            count++;
        }
        assertThat(count).isEqualTo(20_000);
    }

    @Test
    void carriesConversations() throws Exception {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        StreamObserver<String> requests =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(CHAT, CallOptions.DEFAULT), new StreamObserver<>() {
                    @Override
                    public void onNext(String value) {
                        answers.add(value);
                    }

                    @Override
                    public void onError(Throwable failed) {
                        answers.add("failed " + failed);
                    }

                    @Override
                    public void onCompleted() {
                        answers.add("completed");
                    }
                });
        for (int i = 0; i < 200; i++) {
            requests.onNext("message " + i);
            assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("echo message " + i);
        }
        requests.onCompleted();
        assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("completed");
    }

    @Test
    void saysUnimplementedWhereNoRouteIs() {
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(channel, UNKNOWN, CallOptions.DEFAULT, "x"))
                .satisfies(thrown -> assertThat(statusOf(thrown).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    }

    @Test
    void saysUnavailableWhereNoEndpointIs() {
        proxy.endpoint("echo");
        assertThatThrownBy(() -> call("x", 20_000))
                .satisfies(thrown -> assertThat(statusOf(thrown).getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
}
