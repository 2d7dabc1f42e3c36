package dev.sluice.compile;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** IP addresses in text form; no name is ever looked up. */
final class IpAddress {
    private IpAddress() {}

    /** The 4 or 16 bytes of an IP address, or null if the text is none. */
    static byte @Nullable [] parse(String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            // The older forms of IPv4, such as 1.2.3 for 1.2.0.3, and zones are no addresses here.
            boolean plain = text.indexOf(':') < 0 ? address.getHostAddress().equals(text) : text.indexOf('%') < 0;
            return plain ? address.getAddress() : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The canonical text of an address; IPv6 by RFC 5952. */
    static String format(byte[] address) {
        try {
            return address.length == 4 ? InetAddress.getByAddress(address).getHostAddress() : formatV6(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
        }
    }

    /** The canonical text of an address, or the text itself if it is none. */
    static String canonical(String text) {
        byte[] address = parse(text);
        return address == null ? text : format(address);
    }

    private static String formatV6(byte[] address) {
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
        }
        int gap = -1;
        int gapLength = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > gapLength) {
                gap = i;
                gapLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        if (gap < 0) {
            return join(groups, 0, groups.length);
        }
        return join(groups, 0, gap) + "::" + join(groups, gap + gapLength, groups.length);
    }

    private static String join(int[] groups, int from, int to) {
        StringJoiner text = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            text.add(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
