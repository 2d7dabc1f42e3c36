package dev.sluice.proxy;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;

/** The addresses of this machine at a moment. */
final class LocalAddresses {
    private LocalAddresses() {}

    /** All of IPv4 and IPv6 but those that mean something on one link only. */
    static Set<InetAddress> now() throws SocketException {
        Set<InetAddress> addresses = new HashSet<>();
        for (NetworkInterface device : NetworkInterface.networkInterfaces().toList()) {
            device.inetAddresses()
                    .filter(address -> !address.isLinkLocalAddress())
                    .forEach(addresses::add);
        }
        return addresses;
    }
}
