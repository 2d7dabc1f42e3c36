package dev.sluice.proxy;

import dev.sluice.routing.Endpoint;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses a name of the DNS may stand for. Whoever may write an XBackend chooses the name, and who answers for the
 * name chooses the addresses: those of this pod and of its node's link, where the metadata of clouds is, are for neither.
 */
final class ExternalAddresses {
    /** RFC 6052, section 2.1: the last four bytes are an IPv4 address. */
    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    private final boolean localToo;

    /** @param localToo whether those that mean something on this machine or link only are allowed too */
    ExternalAddresses(boolean localToo) {
        this.localToo = localToo;
    }

    /** Those that are allowed, each once, sorted, so that the same answer in another order is the same. */
    List<Endpoint> of(List<InetAddress> addresses, int port) {
        List<Endpoint> usable = new ArrayList<>();
        for (InetAddress address : addresses) {
            Endpoint endpoint = new Endpoint(NetUtil.toAddressString(address), port);
            if (isAllowed(address) && !usable.contains(endpoint)) {
                usable.add(endpoint);
            }
        }
        usable.sort((left, right) -> left.address().compareTo(right.address()));
        return usable;
    }

    private boolean isAllowed(InetAddress address) {
        InetAddress meant = embedded(address);
        return !meant.isAnyLocalAddress()
                && !meant.isMulticastAddress()
                && (localToo || !(meant.isLoopbackAddress() || meant.isLinkLocalAddress() || isThisNetwork(meant)));
    }

    /** RFC 1122, section 3.2.1.3: 0.0.0.0/8, which some systems take for themselves. */
    private static boolean isThisNetwork(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 && bytes[0] == 0;
    }

    /** The IPv4 address that an IPv6 address leads to, if it does. */
    private static InetAddress embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != 16 || !Arrays.equals(bytes, 0, NAT64.length, NAT64, 0, NAT64.length)) {
            return address;
        }
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, NAT64.length, bytes.length));
        } catch (UnknownHostException fourBytesAreAnAddress) {
            throw new IllegalStateException(fourBytesAreAnAddress);
        }
    }
}
