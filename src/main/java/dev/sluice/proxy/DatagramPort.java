package dev.sluice.proxy;

import dev.sluice.routing.SocketKey;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * A UDP socket of the table, on one event loop. Where the table says all addresses there is a socket for each address
 * of this machine, because the reply to a datagram must come from the very address that it was sent to, and a socket of
 * all addresses does not say which.
 */
final class DatagramPort implements OpenSocket {
    private final Worker worker;
    private final List<DatagramSocket> sockets = new ArrayList<>();
    private final Promise<Void> binding;

    /** Opens it; runs on any thread. */
    DatagramPort(SocketKey key, Worker worker) {
        this.worker = worker;
        binding = worker.loop().newPromise();
        worker.loop().execute(() -> open(key));
    }

    private void open(SocketKey key) {
        try {
            for (InetAddress address : addresses(key)) {
                DatagramSocket socket = new DatagramSocket(key, worker);
                sockets.add(socket);
                socket.bind(
                        new InetSocketAddress(address, key.port()),
                        address instanceof Inet4Address ? InternetProtocolFamily.IPv4 : InternetProtocolFamily.IPv6);
            }
            binding.setSuccess(null);
        } catch (IOException cannotBind) {
            sockets.forEach(DatagramSocket::close);
            sockets.clear();
            binding.setFailure(cannotBind);
        }
        sockets.forEach(worker::serves);
    }

    private static List<InetAddress> addresses(SocketKey key) throws SocketException {
        InetAddress bound = new InetSocketAddress(key.address(), key.port()).getAddress();
        if (!bound.isAnyLocalAddress()) {
            return List.of(bound);
        }
        List<InetAddress> addresses = new ArrayList<>();
        for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
            device.inetAddresses()
                    .filter(address -> address.getClass() == bound.getClass() && !address.isLinkLocalAddress())
                    .forEach(addresses::add);
        }
        return addresses;
    }

    @Override
    public Future<?> binding() {
        return binding;
    }

    @Override
    public void drain() {
        worker.loop().execute(() -> sockets.forEach(DatagramSocket::drain));
    }

    @Override
    public void close(Runnable closed) {
        // Within the loop a socket is closed when this returns.
        worker.loop().execute(() -> {
            sockets.forEach(DatagramSocket::close);
            closed.run();
        });
    }
}
