package dev.sluice.resources.schema;

import dev.sluice.resources.IpAddresses;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;

/** The formats of strings that schemas name; unknown ones allow everything, as for an API server. */
final class Formats {
    private Formats() {}

    static boolean matches(String format, String text) {
        return switch (format) {
            case "ipv4" -> IpAddresses.isIpv4(text);
            case "ipv6" -> IpAddresses.isIpv6(text);
            case "ip" -> IpAddresses.isAddress(text);
            case "cidr" -> isCidr(text);
            case "date-time" -> isDateTime(text);
            case "byte" -> isBase64(text);
            default -> true;
        };
    }

    static String describe(String format) {
        return switch (format) {
            case "ipv4" -> "IPv4 address";
            case "ipv6" -> "IPv6 address";
            case "ip" -> "IP address";
            case "cidr" -> "block of IP addresses such as 192.0.2.0/24";
            case "date-time" -> "time such as 2026-01-31T12:00:00Z";
            case "byte" -> "base64";
            default -> format;
        };
    }

    private static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        byte[] address = slash < 0 ? null : IpAddresses.parse(text.substring(0, slash));
        String length = text.substring(slash + 1);
        return address != null && length.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(length) <= address.length * 8;
    }

    private static boolean isDateTime(String text) {
        try {
            return OffsetDateTime.parse(text) != null;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    /** Base64 with padding; line breaks are allowed, as in Go. */
    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text.replace("\n", "").replace("\r", "")) != null
                    && text.replace("\n", "").replace("\r", "").length() % 4 == 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
