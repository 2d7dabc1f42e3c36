package dev.sluice.explain;

import java.util.List;

/**
 * What the client gets.
 *
 * @param answer such as {@code 404}, {@code forwarded}, or {@code none}
 * @param cause one sentence for a person
 * @param remedy what to change where the answer is an error; empty otherwise
 * @param details further lines: filters, backends with their shares and endpoints
 */
public record Outcome(String answer, String cause, String remedy, List<String> details) {
    public Outcome {
        details = List.copyOf(details);
    }

    static Outcome error(String answer, String cause, String remedy) {
        return new Outcome(answer, cause, remedy, List.of());
    }
}
