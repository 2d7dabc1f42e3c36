package dev.sluice.explain;

import java.util.List;

/** An explanation to be read by a person. */
public final class ExplanationText {
    private ExplanationText() {}

    public static String of(Explanation explanation) {
        StringBuilder text = new StringBuilder();
        text.append(explanation.question()).append('\n');
        if (explanation.unheard() != null) {
            answer(text, explanation.unheard());
            if (!explanation.ports().isEmpty()) {
                text.append("\nOn the ports that are served it would be:\n");
            }
        }
        boolean taken = explanation.ports().stream().anyMatch(port -> port.listener() != null);
        for (PortExplanation port : explanation.ports()) {
            // Gateways that have nothing to do with the host are no news where another takes it.
            if (!taken || port.listener() != null) {
                port(text, port);
            }
        }
        if (!explanation.hints().isEmpty()) {
            text.append("\nNot as it should be:\n");
            explanation.hints().forEach(hint -> text.append("  ").append(hint).append('\n'));
        }
        return text.toString();
    }

    private static void port(StringBuilder text, PortExplanation port) {
        text.append("\nGateway ")
                .append(port.gateway())
                .append(", port ")
                .append(port.port())
                .append('\n');
        text.append("  listeners: ").append(String.join(", ", port.listeners())).append('\n');
        if (port.listener() != null) {
            text.append("  taken by listener ").append(port.listener()).append('\n');
        }
        if (!port.rules().isEmpty()) {
            text.append("  compared in this order:\n");
        }
        for (RuleVerdict rule : port.rules()) {
            text.append(rule.isChosen() ? "  > " : "    ")
                    .append(rule.rule())
                    .append(" (")
                    .append(rule.hostname())
                    .append("; ")
                    .append(rule.match())
                    .append("): ")
                    .append(rule.isChosen() ? "matches" : "no, " + rule.difference())
                    .append('\n');
        }
        if (port.leftOut() > 0) {
            text.append("    (and ").append(port.leftOut()).append(" more that do not match)\n");
        }
        lines(text, "  ", port.outcome().details());
        answer(text, port.outcome());
        if (port.tracing() != null) {
            tracing(text, port.tracing());
        }
    }

    private static void answer(StringBuilder text, Outcome outcome) {
        text.append("  answer: ")
                .append(outcome.answer())
                .append(". ")
                .append(outcome.cause())
                .append('\n');
        if (!outcome.remedy().isEmpty()) {
            text.append("  remedy: ").append(outcome.remedy()).append('\n');
        }
    }

    private static void tracing(StringBuilder text, TracingExplanation tracing) {
        text.append("  tracing: ").append(tracing.isTraced() ? tracing.recorded() + " recorded" : "none");
        if (!tracing.policy().isEmpty()) {
            text.append(", by XTelemetryPolicy ").append(tracing.policy());
        }
        text.append(". ").append(tracing.cause()).append('\n');
        lines(text, "    ", tracing.details());
    }

    private static void lines(StringBuilder text, String indent, List<String> lines) {
        lines.forEach(line -> text.append(indent).append(line).append('\n'));
    }
}
