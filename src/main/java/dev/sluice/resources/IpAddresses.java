package dev.sluice.resources;

import java.util.ArrayList;
import java.util.List;

/** IP addresses in text form, as strictly as Kubernetes reads them: no leading zeros, no zones, no IPv4 in IPv6. */
public final class IpAddresses {
    private IpAddresses() {}

    /** Whether the text is an IPv4 or IPv6 address. */
    public static boolean isAddress(String text) {
        return isIpv4(text) || isIpv6(text);
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
}
