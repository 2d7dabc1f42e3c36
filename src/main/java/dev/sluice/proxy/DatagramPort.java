package dev.sluice.proxy;

import dev.sluice.routing.SocketKey;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket of the table, on one event loop. Where the table says all addresses there is a socket for each address
 * of this machine, as long as it is one, because the reply to a datagram must come from the very address that it was
 * sent to, and a socket of all addresses does not say which.
 */
final class DatagramPort implements OpenSocket, FlowLimit.Holder {
    private static final long LOOK_NANOS = 5_000_000_000L;

    private final SocketKey key;
    private final Worker worker;
    private final InetAddress wanted;
    private final Map<InetAddress, DatagramSocket> sockets = new HashMap<>();
    private final AtomicInteger flows = new AtomicInteger();
    private final Promise<Void> binding;
    private long lookedAt = System.nanoTime();
    private boolean closing;

    /** Opens it; runs on any thread. */
    DatagramPort(SocketKey key, Worker worker) {
        this.key = key;
        this.worker = worker;
        this.wanted = new InetSocketAddress(key.address(), key.port()).getAddress();
        binding = worker.loop().newPromise();
        worker.loop().execute(this::open);
    }

    private void open() {
        try {
            if (wanted.isAnyLocalAddress()) {
                openAll(LocalAddresses.now());
            } else {
                open(wanted);
            }
            worker.serves(this);
            binding.setSuccess(null);
        } catch (IOException cannotBind) {
            end();
            binding.setFailure(cannotBind);
        }
    }

    private void openAll(Set<InetAddress> addresses) throws IOException {
        for (InetAddress address : addresses) {
            try {
                open(address);
            } catch (IOException cannotBind) {
                // One that has gone, or is not yet sure to be ours (RFC 4862, section 5.4), is looked at again later.
                if (!BindFailures.isNoAddress(cannotBind)) {
                    throw cannotBind;
                }
            }
        }
        if (sockets.isEmpty()) {
            throw new IOException("this machine has no address");
        }
    }

    private void open(InetAddress address) throws IOException {
        DatagramSocket socket = new DatagramSocket(key, this, worker);
        socket.bind(new InetSocketAddress(address, key.port()));
        sockets.put(address, socket);
    }

    /** Looks after time limits, tables that are new and addresses that come and go. */
    void sweep(long now) {
        sockets.values().forEach(socket -> socket.sweep(now));
        if (wanted.isAnyLocalAddress() && now - lookedAt > LOOK_NANOS) {
            lookedAt = now;
            worker.context().executeBlocking(LocalAddresses::now, false).onSuccess(this::follow);
        }
    }

    private void follow(Set<InetAddress> addresses) {
        if (closing) {
            return;
        }
        for (var entries = sockets.entrySet().iterator(); entries.hasNext(); ) {
            var entry = entries.next();
            if (!addresses.contains(entry.getKey())) {
                entries.remove();
                entry.getValue().close();
            }
        }
        for (InetAddress address : addresses) {
            if (!sockets.containsKey(address)) {
                try {
                    open(address);
                } catch (IOException notYet) {
                    // It is tried again at the next look.
                }
            }
        }
    }

    boolean admits() {
        return worker.flowLimit().admits(this);
    }

    void flowOpened() {
        flows.incrementAndGet();
        worker.flowLimit().opened();
    }

    void flowClosed() {
        flows.decrementAndGet();
        worker.flowLimit().closed();
    }

    @Override
    public int flows() {
        return flows.get();
    }

    @Override
    public boolean makeRoom() {
        DatagramSocket most = greatest(DatagramSocket::unproven);
        return most != null && most.endUnproven();
    }

    @Override
    public void giveWay() {
        Runnable give = () -> {
            if (!makeRoom()) {
                DatagramSocket most = greatest(DatagramSocket::proven);
                if (most != null) {
                    most.endProven();
                }
            }
        };
        if (worker.loop().inEventLoop()) {
            give.run();
        } else {
            worker.loop().execute(give);
        }
    }

    private @Nullable DatagramSocket greatest(ToIntFunction<DatagramSocket> flowsOf) {
        return sockets.values().stream().max(Comparator.comparingInt(flowsOf)).orElse(null);
    }

    @Override
    public Future<?> binding() {
        return binding;
    }

    @Override
    public void drain(Runnable drained) {
        worker.loop().execute(() -> {
            closing = true;
            sockets.values().forEach(DatagramSocket::drain);
            drained.run();
        });
    }

    @Override
    public void close(Runnable closed) {
        // Within the loop a socket is closed when this returns.
        worker.loop().execute(() -> {
            end();
            closed.run();
        });
    }

    private void end() {
        closing = true;
        worker.servesNoMore(this);
        sockets.values().forEach(DatagramSocket::close);
        sockets.clear();
    }
}
