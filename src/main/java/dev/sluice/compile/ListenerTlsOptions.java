package dev.sluice.compile;

import dev.sluice.routing.TlsOptions;
import dev.sluice.routing.TlsOptions.Version;
import dev.sluice.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The {@code tls.options} of a listener that are ours; those of others are left to them. */
final class ListenerTlsOptions {
    private static final String OURS = "sluice.dev/";
    private static final String MINIMUM_VERSION = OURS + "tls-min-version";
    private static final String CIPHER_SUITES = OURS + "tls-cipher-suites";
    private static final String ALPN = OURS + "alpn";

    /** Those with forward secrecy and authenticated encryption (RFC 9325, section 4.2). */
    private static final Set<String> SAFE_SUITES = Set.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final Set<String> PROTOCOLS = Set.of("h2", "http/1.1");

    private ListenerTlsOptions() {}

    /** @param problems takes what is wrong: such a listener is not served less safely than was asked for */
    static TlsOptions of(@Nullable Map<String, String> options, List<Problem> problems) {
        if (options == null || options.isEmpty()) {
            return TlsOptions.DEFAULT;
        }
        Version version = TlsOptions.DEFAULT.minimumVersion();
        List<String> suites = TlsOptions.DEFAULT.cipherSuites();
        List<String> alpn = TlsOptions.DEFAULT.alpn();
        for (var option : new TreeMap<>(options).entrySet()) {
            switch (option.getKey()) {
                case MINIMUM_VERSION -> version = version(option.getValue(), problems);
                case CIPHER_SUITES -> suites = list(CIPHER_SUITES, option.getValue(), SAFE_SUITES, problems);
                case ALPN -> alpn = list(ALPN, option.getValue(), PROTOCOLS, problems);
                default -> {
                    if (option.getKey().startsWith(OURS)) {
                        problems.add(problem(
                                option.getKey(),
                                "is not known; known are " + MINIMUM_VERSION + ", " + CIPHER_SUITES + " and " + ALPN));
                    }
                }
            }
        }
        return new TlsOptions(version, suites, alpn);
    }

    private static Version version(String value, List<Problem> problems) {
        return switch (value.strip()) {
            case "1.2" -> Version.TLS_1_2;
            case "1.3" -> Version.TLS_1_3;
            default -> {
                problems.add(problem(
                        MINIMUM_VERSION, "\"" + value + "\" is not supported; supported are \"1.2\" and \"1.3\""));
                yield Version.TLS_1_3;
            }
        };
    }

    private static List<String> list(String option, String value, Set<String> known, List<Problem> problems) {
        List<String> items = new ArrayList<>();
        for (String part : value.split(",", -1)) {
            String item = part.strip();
            if (!known.contains(item)) {
                problems.add(problem(
                        option,
                        "\"" + item + "\" is not supported; supported are "
                                + String.join(", ", known.stream().sorted().toList())));
            } else if (!items.contains(item)) {
                items.add(item);
            }
        }
        return items;
    }

    private static Problem problem(String option, String message) {
        return new Problem(Reason.UNSUPPORTED_VALUE, "tls.options: " + option + ": " + message);
    }
}
