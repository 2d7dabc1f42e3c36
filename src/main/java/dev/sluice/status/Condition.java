package dev.sluice.status;

import java.util.Set;

/**
 * A desired condition, without the times and generation that are added when it is written.
 *
 * @param type such as {@code Accepted}
 * @param reason CamelCase, from {@link Reason} where the Gateway API names it
 * @param message for a person: names the object, the field and the remedy where something is wrong; cut at the 32,768
 *     characters that the API allows
 */
public record Condition(String type, State status, String reason, String message) {
    /** Whether the object is valid and is meant to be served. */
    public static final String ACCEPTED = "Accepted";

    /** Whether it is served, here and now. */
    public static final String PROGRAMMED = "Programmed";

    /** Whether all that it refers to is there and may be referred to. */
    public static final String RESOLVED_REFS = "ResolvedRefs";

    /** Whether another listener is in the way. True is the bad news. */
    public static final String CONFLICTED = "Conflicted";

    /** Whether the CRDs of the Gateway API are of a release that this build knows. */
    public static final String SUPPORTED_VERSION = "SupportedVersion";

    /** Whether a Gateway has the addresses that it asks for; only there if it asks. */
    public static final String ADDRESSES_ASSIGNED = "AddressesAssigned";

    /** There if clients are accepted whatever certificate they show. */
    public static final String INSECURE_FRONTEND_VALIDATION_MODE = "InsecureFrontendValidationMode";

    /** There if the Gateway claims the routes that ask for a default Gateway. */
    public static final String DEFAULT_GATEWAY = "DefaultGateway";

    /** There if rules of a route are not valid and are answered with 500, while others are served. */
    public static final String PARTIALLY_INVALID = "PartiallyInvalid";

    /** There if the hostname of a listener overlaps with that of another one of its port. */
    public static final String OVERLAPPING_TLS_CONFIG = "OverlappingTLSConfig";

    /** The types that say what is wrong; all others say what is right. */
    private static final Set<String> NEGATIVE = Set.of(CONFLICTED, PARTIALLY_INVALID, OVERLAPPING_TLS_CONFIG);

    private static final int LONGEST_MESSAGE = 32_768;

    public Condition {
        if (message.length() > LONGEST_MESSAGE) {
            message = message.substring(0, LONGEST_MESSAGE - 3) + "...";
        }
    }

    /** The three values of a condition's status. */
    public enum State {
        TRUE("True"),
        FALSE("False"),
        UNKNOWN("Unknown");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** As written in the API. */
        public String text() {
            return text;
        }
    }

    public static Condition yes(String type, String reason, String message) {
        return new Condition(type, State.TRUE, reason, message);
    }

    public static Condition no(String type, String reason, String message) {
        return new Condition(type, State.FALSE, reason, message);
    }

    /** Whether it says that nothing is wrong. */
    public boolean isWell() {
        return status == (NEGATIVE.contains(type) ? State.FALSE : State.TRUE);
    }

    public boolean isTrue() {
        return status == State.TRUE;
    }
}
