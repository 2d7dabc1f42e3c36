package dev.sluice.proxy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** gRPC's own server, with a service that answers texts by its name and the text. */
final class GrpcEcho implements AutoCloseable {
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

    /** Answers once; fails when told to {@code fail}, and never answers {@code hang}. */
    static final MethodDescriptor<String, String> UNARY = method("echo.Echo/Unary", MethodType.UNARY);

    /** Answers a number with as many texts of 1,000 bytes. */
    static final MethodDescriptor<String, String> MANY = method("echo.Echo/Many", MethodType.SERVER_STREAMING);

    /** Answers each text, and ends when the client does. */
    static final MethodDescriptor<String, String> CHAT = method("echo.Echo/Chat", MethodType.BIDI_STREAMING);

    private final String name;
    private final Server server;

    /** The client's side of one {@link #CHAT}. */
    static final class Conversation {
        private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        private final StreamObserver<String> requests;

        Conversation(ManagedChannel channel) {
            requests = ClientCalls.asyncBidiStreamingCall(
                    channel.newCall(CHAT, CallOptions.DEFAULT), new StreamObserver<>() {
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
        }

        /** The answer to a text; null if none came within ten seconds. */
        String say(String text) throws InterruptedException {
            requests.onNext(text);
            return answers.poll(10, TimeUnit.SECONDS);
        }

        /** What came at the end: {@code completed} if all is well. */
        String end() throws InterruptedException {
            requests.onCompleted();
            return answers.poll(10, TimeUnit.SECONDS);
        }
    }

    GrpcEcho(String name) throws IOException {
        this.name = name;
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder("echo.Echo")
                        .addMethod(UNARY, ServerCalls.asyncUnaryCall(this::unary))
                        .addMethod(MANY, ServerCalls.asyncServerStreamingCall(GrpcEcho::many))
                        .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(this::chat))
                        .build())
                .build()
                .start();
    }

    static MethodDescriptor<String, String> method(String name, MethodType type) {
        return MethodDescriptor.newBuilder(TEXT, TEXT)
                .setFullMethodName(name)
                .setType(type)
                .build();
    }

    static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    int port() {
        return server.getPort();
    }

    private void unary(String request, StreamObserver<String> response) {
        if (request.equals("fail")) {
            response.onError(Status.PERMISSION_DENIED.withDescription("not you").asRuntimeException());
        } else if (!request.equals("hang")) {
            response.onNext(name + " " + request);
            response.onCompleted();
        }
    }

    private static void many(String request, StreamObserver<String> response) {
        for (int i = 0; i < Integer.parseInt(request); i++) {
            response.onNext("x".repeat(1_000));
        }
        response.onCompleted();
    }

    private StreamObserver<String> chat(StreamObserver<String> response) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String value) {
                response.onNext(name + " " + value);
            }

            @Override
            public void onError(Throwable gone) {}

            @Override
            public void onCompleted() {
                response.onCompleted();
            }
        };
    }

    @Override
    public void close() throws InterruptedException {
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }
}
