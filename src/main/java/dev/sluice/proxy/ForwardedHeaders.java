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

    /** Most requests come in by the same port. */
    private int port;

    private String portText = "0";

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

    /**
     * Adds what a backend is told of the client.
     *
     * @param authority the Host as the client wrote it
     * @param listenerPort the listener's port
     */
    void add(Headers in, Headers out, DownstreamConnection client, String authority, int listenerPort) {
        String realIp = trustedHops == 0 ? null : in.get(REAL_IP);
        if (realIp != null) {
            out.append(REAL_IP, realIp);
        }
        String certificate = client.certificate();
        if (certificate != null) {
            out.append(CERTIFICATE, ':' + certificate + ':');
        }
        if (xForwarded) {
            out.append(FOR, append(trusted(in, FOR), client.address()));
            out.append(PROTO, first(in, PROTO, client.scheme()));
            String host = first(in, HOST, authority);
            if (!host.isEmpty()) {
                out.add(HOST, host);
            }
            out.append(PORT, first(in, PORT, text(listenerPort)));
        }
        if (forwarded) {
            out.add(FORWARDED, append(trusted(in, FORWARDED), element(client, authority)));
        }
    }

    private String text(int listenerPort) {
        if (port != listenerPort) {
            port = listenerPort;
            portText = Integer.toString(listenerPort);
        }
        return portText;
    }

    private static String element(DownstreamConnection client, String host) {
        String address = client.address();
        String node = address.indexOf(':') >= 0 ? "\"[" + address + "]\"" : address;
        return "for=" + node + (host.isEmpty() ? "" : ";host=\"" + host + "\"") + ";proto=" + client.scheme();
    }

    private static String append(@Nullable String kept, String own) {
        return kept == null ? own : kept + ", " + own;
    }

    /** The entries that trusted proxies added, or null. */
    private @Nullable String trusted(Headers in, String name) {
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
    private String first(Headers in, String name, String own) {
        String value = trusted(in, name);
        if (value == null) {
            return own;
        }
        int comma = value.indexOf(',');
        return comma < 0 ? value : value.substring(0, comma);
    }
}
