package dev.sluice.proxy;

import static dev.sluice.proxy.Tables.backend;
import static dev.sluice.proxy.Tables.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.routing.Backend.Protocol;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** gRPC's own client and server with the proxy between them. */
class RealGrpcTest {
    private static final MethodDescriptor<String, String> UNKNOWN =
            GrpcEcho.method("other.Other/Unary", MethodType.UNARY);

    private final Proxy proxy = new Proxy();
    private GrpcEcho server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server = new GrpcEcho("echo");
        proxy.endpoint("echo", server.port()).routes(prefix("/echo.Echo", backend("echo", Protocol.H2C)));
        channel = GrpcEcho.channel(proxy.port);
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(proxy.recorder.bugs).isEmpty();
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.close();
        proxy.close();
    }

    private String call(String request, long deadlineMillis) {
        return ClientCalls.blockingUnaryCall(
                channel,
                GrpcEcho.UNARY,
                CallOptions.DEFAULT.withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS),
                request);
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
        Iterator<String> answers =
                ClientCalls.blockingServerStreamingCall(channel, GrpcEcho.MANY, CallOptions.DEFAULT, "20000");
        int count = 0;
        while (answers.hasNext()) {
            assertThat(answers.next()).hasSize(1_000);
            count++;
        }
        assertThat(count).isEqualTo(20_000);
    }

    @Test
    void carriesConversations() throws Exception {
        GrpcEcho.Conversation conversation = new GrpcEcho.Conversation(channel);
        for (int i = 0; i < 200; i++) {
            assertThat(conversation.say("message " + i)).isEqualTo("echo message " + i);
        }
        assertThat(conversation.end()).isEqualTo("completed");
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
