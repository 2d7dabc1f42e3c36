package dev.sluice.resources;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses in text form, as strictly as Kubernetes reads them: no leading zeros, no zones, no IPv4 in IPv6. No
 * name is ever looked up.
 */
public final class IpAddresses {
    private IpAddresses() {}

    /** Whether the text is an IPv4 or IPv6 address. */
    public static boolean isAddress(String text) {
        return isIpv4(text) || isIpv6(text);
    }

    /** The 4 or 16 bytes of an IP address, or null if the text is none. */
    public static byte @Nullable [] parse(String text) {
        return isAddress(text) ? InetAddress.ofLiteral(text).getAddress() : null;
    }

    public static boolean isIpv4(String text) {
        List<String> parts = split(text, '.');
        if (parts.size() != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || Integer.parseInt(part) > 255 || (part.length() > 1 && part.charAt(0) == '0')) {
                return false;
            }
        }
        return true;
    }

    public static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, false) == 8;
        }
        if (text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        int before = groups(text.substring(0, gap), true);
        int after = groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after < 8;
    }

    /** The number of groups of 16 bits, or -1 if one is malformed. */
    private static int groups(String text, boolean mayBeEmpty) {
        if (text.isEmpty()) {
            return mayBeEmpty ? 0 : -1;
        }
        List<String> parts = split(text, ':');
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 4 || !part.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
                return -1;
            }
        }
        return parts.size();
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }

    /** The canonical text of an address; IPv6 by RFC 5952. */
    public static String format(byte[] address) {
        try {
            return address.length == 4 ? InetAddress.getByAddress(address).getHostAddress() : formatV6(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
        }
    }

    /** The canonical text of an address, or the text itself if it is none. */
    public static String canonical(String text) {
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
