package dev.sluice.compile;

import java.util.List;

/**
 * Something wrong with a resource, on its way to a condition.
 *
 * @param reason CamelCase, from {@link dev.sluice.status.Reason}
 * @param message for a person: names the field or object, what is wrong and the remedy
 */
record Problem(String reason, String message) {
    private static final int MOST_MESSAGES = 8;

    /** One problem of several: the reason of the first, and the messages of as many as a person reads. */
    static Problem summary(List<Problem> problems) {
        List<String> messages =
                problems.stream().map(Problem::message).distinct().toList();
        return new Problem(problems.getFirst().reason(), join("; ", messages));
    }

    /** The first few texts, and how many more there are. */
    static String join(String separator, List<String> texts) {
        return texts.size() <= MOST_MESSAGES
                ? String.join(separator, texts)
                : String.join(separator, texts.subList(0, MOST_MESSAGES)) + " and " + (texts.size() - MOST_MESSAGES)
                        + " more";
    }
}
