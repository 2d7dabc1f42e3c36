package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.StreamRule;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of one client. They all go to one endpoint, which is drawn for the first of them, and from a socket of
 * their own, so that the endpoint's replies find back. A flow that has nowhere to go swallows them: were it drawn again
 * for each datagram, an invalid backend would get less than its share.
 */
final class DatagramFlow {
    /** An endpoint may be too new to be known to whoever says that it is gone. */
    private static final long GONE_GRACE = 2_000_000_000L;

    private final DatagramSocket socket;
    private final Worker worker;
    private final InetSocketAddress client;
    private final StreamRule rule;
    private final StreamDraw draw;
    private final long begun = System.nanoTime();
    private @Nullable Channel upstream;
    private long lastMoved = begun;
    private boolean replied;
    private long received;
    private long sent;
    private long reportedReceived;
    private long reportedSent;

    DatagramFlow(DatagramSocket socket, Worker worker, InetSocketAddress client, StreamRule rule) {
        this.socket = socket;
        this.worker = worker;
        this.client = client;
        this.rule = rule;
        this.draw = StreamDraw.of(rule, worker);
        if (draw instanceof StreamDraw.To(Backend.Service backend, Endpoint endpoint)) {
            connect(backend, endpoint);
        }
    }

    private void connect(Backend.Service backend, Endpoint endpoint) {
        InetSocketAddress address = new InetSocketAddress(endpoint.address(), endpoint.port());
        ChannelFuture registered = DatagramSocket.bootstrap(worker, address.getAddress())
                .handler(new FromEndpoint())
                .register();
        // On its own loop both are done at once.
        ChannelFuture connected = registered.isSuccess() ? registered.channel().connect(address) : registered;
        if (!connected.isSuccess()) {
            registered.channel().close();
            worker.observer().upstreamFailed(endpoint, ProxyError.Upstream.CONNECT_REFUSED);
            return;
        }
        upstream = registered.channel();
        worker.streamLoad().began(endpoint, backend.protocol());
        worker.observer().upstreamConnected(endpoint);
        upstream.closeFuture().addListener(_ -> {
            worker.streamLoad().ended(endpoint, backend.protocol());
            worker.observer().upstreamDisconnected(endpoint);
        });
    }

    InetSocketAddress client() {
        return client;
    }

    /** Whether a reply has gone to the client; if it sends again it is where it says that it is. */
    boolean hasReplied() {
        return replied;
    }

    void fromClient(ByteBuf content) {
        lastMoved = System.nanoTime();
        if (upstream != null && upstream.isWritable()) {
            received += content.readableBytes();
            upstream.writeAndFlush(content.retain());
        }
    }

    private final class FromEndpoint extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            DatagramPacket packet = (DatagramPacket) msg;
            Channel downstream = socket.channel();
            if (downstream == null || !downstream.isWritable()) {
                packet.release();
                return;
            }
            lastMoved = System.nanoTime();
            replied = true;
            sent += packet.content().readableBytes();
            socket.touch(client);
            downstream.writeAndFlush(new DatagramPacket(packet.content(), client));
        }

        /** Nobody listens there: the client's next datagram is drawn anew. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (draw instanceof StreamDraw.To(Backend.Service backend, Endpoint endpoint)) {
                worker.streamLoad().failed(endpoint, backend.protocol());
                worker.observer().upstreamFailed(endpoint, ProxyError.Upstream.CONNECT_REFUSED);
            }
            socket.end(DatagramFlow.this, ProxyError.Upstream.CONNECT_REFUSED);
        }
    }

    /** Whether it was silent for too long or its endpoint is gone. */
    boolean isOver(long now) {
        return now - lastMoved > worker.settings().datagrams().idle().toNanos()
                || (draw instanceof StreamDraw.To(var _, Endpoint endpoint)
                        && now - begun > GONE_GRACE
                        && !worker.endpoints().isReady(endpoint));
    }

    void report() {
        if (received != reportedReceived || sent != reportedSent) {
            worker.observer().streamCarried(rule.id(), received - reportedReceived, sent - reportedSent);
            reportedReceived = received;
            reportedSent = sent;
        }
    }

    /** The flow has ended. */
    void over(@Nullable ProxyError error) {
        if (upstream != null) {
            upstream.close();
        }
        report();
        worker.observer()
                .streamFinished(new StreamSummary(
                        socket.gateway(),
                        socket.key(),
                        rule.id(),
                        client.getAddress().getHostAddress(),
                        received,
                        sent,
                        System.nanoTime() - begun,
                        draw instanceof StreamDraw.To(var _, Endpoint endpoint) ? endpoint : null,
                        draw instanceof StreamDraw.Nowhere(ProxyError reason) ? reason : error));
    }
}
