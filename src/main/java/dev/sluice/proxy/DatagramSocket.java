package dev.sluice.proxy;

import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.SocketKey;
import dev.sluice.routing.StreamListener;
import dev.sluice.routing.StreamRule;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.InternetProtocolFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One UDP socket with the flows of its clients. Everything here runs on one event loop.
 *
 * <p>Anybody can send datagrams that claim to be from anywhere, so flows are limited in the way that connection tracking
 * limits them: a client that has answered a reply is there; of all others the one that has been silent for longest makes
 * room ({@link FlowLimit}).
 */
final class DatagramSocket {
    /** The longest datagram there is, in bytes. */
    private static final int LONGEST = 65_535;

    /** Datagrams that the kernel does not take at once are dropped, but for one. */
    private static final WriteBufferWaterMark ONE = new WriteBufferWaterMark(1, 1);

    private final SocketKey key;
    private final DatagramPort port;
    private final Worker worker;
    private final Map<InetSocketAddress, DatagramFlow> unproven = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<InetSocketAddress, DatagramFlow> proven = new LinkedHashMap<>(16, 0.75f, true);
    private @Nullable Channel channel;
    private long generation = -1;
    private String gateway = "";
    private @Nullable StreamRule rule;
    private boolean draining;

    DatagramSocket(SocketKey key, DatagramPort port, Worker worker) {
        this.key = key;
        this.port = port;
        this.worker = worker;
    }

    /** The settings of every UDP socket, towards clients and towards endpoints. */
    static Bootstrap bootstrap(Worker worker, InetAddress address) {
        InternetProtocolFamily family = InternetProtocolFamily.of(address);
        return new Bootstrap()
                .group(worker.loop())
                .channelFactory(() -> worker.context().owner().transport().datagramChannel(family))
                .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, ONE)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
    }

    /**
     * Binds it.
     *
     * @throws IOException if that cannot be
     */
    void bind(InetSocketAddress address) throws IOException {
        ChannelFuture registered = bootstrap(worker, address.getAddress())
                .handler(new FromClients())
                .register();
        if (registered.isSuccess()) {
            channel = registered.channel();
        }
        // On its own loop both are done at once.
        ChannelFuture bound = registered.isSuccess() ? registered.channel().bind(address) : registered;
        Throwable failure = bound.cause();
        if (failure != null) {
            close();
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private final class FromClients extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            DatagramPacket packet = (DatagramPacket) msg;
            try {
                heed();
                DatagramFlow flow = flowOf(packet.sender());
                if (flow != null) {
                    flow.fromClient(packet.content());
                }
            } finally {
                packet.release();
            }
        }

        /** Such as a reply that could not be delivered, of which the next one knows nothing. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // The socket stays.
        }
    }

    /** Looks at the table again if it is another: flows of a rule that has changed are over. */
    private void heed() {
        ServedTable table = worker.table();
        if (table.generation() == generation) {
            return;
        }
        generation = table.generation();
        ServedPort served = table.port(key);
        StreamRule next = null;
        if (served != null && served.binding().routes() instanceof PortRoutes.Udp(StreamListener listener)) {
            next = listener.rule();
            gateway = served.gateway();
        }
        if (rule != null && !rule.equals(next)) {
            endAll();
        }
        rule = next;
    }

    private @Nullable DatagramFlow flowOf(InetSocketAddress client) {
        DatagramFlow flow = proven.get(client);
        if (flow == null) {
            flow = unproven.get(client);
            if (flow != null && flow.hasReplied()) {
                unproven.remove(client);
                proven.put(client, flow);
            }
        }
        return flow != null ? flow : open(client);
    }

    private @Nullable DatagramFlow open(InetSocketAddress client) {
        if (rule == null || draining || channel == null || !port.admits()) {
            worker.observer().clientRejected(key);
            return null;
        }
        port.flowOpened();
        DatagramFlow flow = new DatagramFlow(this, worker, client, rule);
        unproven.put(client, flow);
        return flow;
    }

    int unproven() {
        return unproven.size();
    }

    int proven() {
        return proven.size();
    }

    /** Gives up the flow that has been silent for longest of those whose client has not yet answered a reply. */
    boolean endUnproven() {
        return endSilent(unproven);
    }

    /** Gives up the flow that has been silent for longest of those whose client is there. */
    boolean endProven() {
        return endSilent(proven);
    }

    private boolean endSilent(Map<InetSocketAddress, DatagramFlow> flows) {
        Iterator<DatagramFlow> silent = flows.values().iterator();
        if (!silent.hasNext()) {
            return false;
        }
        DatagramFlow longest = silent.next();
        silent.remove();
        over(longest, ProxyError.Internal.OVERLOADED);
        return true;
    }

    SocketKey key() {
        return key;
    }

    String gateway() {
        return gateway;
    }

    @Nullable
    Channel channel() {
        return channel;
    }

    /** A reply went to a client: its flow is in use. */
    void touch(InetSocketAddress client) {
        if (proven.get(client) == null) {
            unproven.get(client);
        }
    }

    /** Ends a flow; the client's next datagram begins another one. */
    void end(DatagramFlow flow, @Nullable ProxyError error) {
        if (proven.remove(flow.client(), flow) || unproven.remove(flow.client(), flow)) {
            over(flow, error);
        }
    }

    private void over(DatagramFlow flow, @Nullable ProxyError error) {
        port.flowClosed();
        flow.over(error);
    }

    private void endAll() {
        List<DatagramFlow> all = new ArrayList<>(proven.values());
        all.addAll(unproven.values());
        proven.clear();
        unproven.clear();
        all.forEach(flow -> over(flow, null));
    }

    /** Looks after time limits, endpoints that are gone and tables that are new. */
    void sweep(long now) {
        heed();
        sweep(proven, now);
        sweep(unproven, now);
    }

    private void sweep(Map<InetSocketAddress, DatagramFlow> flows, long now) {
        List<DatagramFlow> ended = new ArrayList<>();
        for (DatagramFlow flow : flows.values()) {
            flow.report();
            if (flow.isOver(now)) {
                ended.add(flow);
            }
        }
        for (DatagramFlow flow : ended) {
            end(flow, null);
        }
    }

    /** Opens no more flows. */
    void drain() {
        draining = true;
    }

    void close() {
        endAll();
        if (channel != null) {
            channel.close();
        }
    }
}
