package dev.sluice.compile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names and labels of what is made for a Gateway. A Gateway's name has up to 253 characters, those end at 63. */
final class ResourceNames {
    private static final int LONGEST = 63;
    private static final int HASH = 8;

    private ResourceNames() {}

    /** The name of a Gateway's Service: {@code <gateway>-<class>}, a valid DNS label. */
    static String service(String gateway, String gatewayClass) {
        String name = gateway + "-" + gatewayClass;
        // A Service's name takes no dots, and begins with a letter (RFC 1035).
        String label = name.replace('.', '-');
        if (Character.isDigit(label.charAt(0))) {
            label = "gw-" + label;
        }
        return label.equals(name) ? cut(name, name) : cut(label + "-" + hash(name), name);
    }

    /** A name as the value of a label. */
    static String labelValue(String name) {
        return cut(name, name);
    }

    /** Cuts a text to 63 characters, the last of them a hash of the original. */
    private static String cut(String text, String original) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = LONGEST - HASH - 1;
        while (end > 0 && !Character.isLetterOrDigit(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "-" + hash(original);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
