package dev.sluice.proxy;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * X-Forwarded-*, Forwarded (RFC 7239) and Client-Cert (RFC 9440). What a client says of itself is worth nothing; only as many entries are kept
 * as there are trusted proxies in front, counted from the right.
 */
final class ForwardedHeaders {
    private static final String FOR = "x-forwarded-for";
    private static final String PROTO = "x-forwarded-proto";
    private static final String HOST = "x-forwarded-host";
    private static final String PORT = "x-forwarded-port";
    private static final String FORWARDED = "forwarded";
    private static final String REAL_IP = "x-real-ip";
    private static final String CERTIFICATE = "client-cert";
    private static final String CHAIN = "client-cert-chain";

    private final boolean xForwarded;
    private final boolean forwarded;
    private final int trustedHops;

    /**
     * The peer and what it asked for.
     *
     * @param address IP address in text form
     * @param scheme http or https
     * @param authority the Host as the client wrote it
     * @param port the listener's port
     * @param certificate in DER, in base64; null if none was verified or nobody is to know
     */
    record Client(
            String address,
            String scheme,
            String authority,
            int port,
            @Nullable String certificate) {}

    ForwardedHeaders(ProxySettings.Forwarding settings) {
        xForwarded = settings.xForwarded();
        forwarded = settings.forwarded();
        trustedHops = settings.trustedHops();
    }

    /** Removes what a client says of its own certificate (RFC 9440, section 4), before anybody acts on it. */
    static void removeCertificates(MultiMap headers) {
        for (String name : Set.copyOf(headers.names())) {
            if ((name.length() == CERTIFICATE.length() && same(name, CERTIFICATE))
                    || (name.length() == CHAIN.length() && same(name, CHAIN))) {
                headers.remove(name);
            }
        }
    }

    /**
     * Whether a header is one of these, which are never copied as they are, or one that a backend takes for one of
     * them: CGI and its kin do not tell an underscore from a hyphen, and X-Real-IP is an older word for the client.
     */
    static boolean is(String name) {
        return switch (name.length()) {
            case 9 -> name.equalsIgnoreCase(FORWARDED) || same(name, REAL_IP);
            case 15 -> same(name, FOR);
            case 16 -> same(name, HOST) || same(name, PORT);
            case 17 -> same(name, PROTO);
            default -> false;
        };
    }

    private static boolean same(String name, String ours) {
        for (int i = 0; i < ours.length(); i++) {
            char c = name.charAt(i);
            if (Character.toLowerCase(c == '_' ? '-' : c) != ours.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    void add(MultiMap in, MultiMap out, Client client) {
        String realIp = trustedHops == 0 ? null : in.get(REAL_IP);
        if (realIp != null) {
            out.add(REAL_IP, realIp);
        }
        if (client.certificate() != null) {
            out.add(CERTIFICATE, ':' + client.certificate() + ':');
        }
        if (xForwarded) {
            out.add(FOR, append(trusted(in, FOR), client.address()));
            out.add(PROTO, first(in, PROTO, client.scheme()));
            String host = first(in, HOST, client.authority());
            if (!host.isEmpty()) {
                out.add(HOST, host);
            }
            out.add(PORT, first(in, PORT, Integer.toString(client.port())));
        }
        if (forwarded) {
            out.add(FORWARDED, append(trusted(in, FORWARDED), element(client)));
        }
    }

    private static String element(Client client) {
        String address = client.address();
        String node = address.indexOf(':') >= 0 ? "\"[" + address + "]\"" : address;
        String host = client.authority();
        return "for=" + node + (host.isEmpty() ? "" : ";host=\"" + host + "\"") + ";proto=" + client.scheme();
    }

    private static String append(@Nullable String kept, String own) {
        return kept == null ? own : kept + ", " + own;
    }

    /** The entries that trusted proxies added, or null. */
    private @Nullable String trusted(MultiMap in, String name) {
        if (trustedHops == 0) {
            return null;
        }
        List<String> entries = new ArrayList<>();
        for (String value : in.getAll(name)) {
            for (String entry : value.split(",")) {
                if (!entry.isBlank()) {
                    entries.add(entry.trim());
                }
            }
        }
        int from = Math.max(0, entries.size() - trustedHops);
        return entries.isEmpty() ? null : String.join(", ", entries.subList(from, entries.size()));
    }

    /** What the outermost trusted proxy saw, else what we see. */
    private String first(MultiMap in, String name, String own) {
        String value = trusted(in, name);
        if (value == null) {
            return own;
        }
        int comma = value.indexOf(',');
        return comma < 0 ? value : value.substring(0, comma);
    }
}
