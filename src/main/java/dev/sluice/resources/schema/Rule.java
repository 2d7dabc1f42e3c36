package dev.sluice.resources.schema;

import dev.sluice.resources.cel.CelException;
import dev.sluice.resources.cel.CelExpression;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A validation rule of a schema, parsed when it is first used. Thread-safe. */
final class Rule {
    private final String text;
    private final String message;
    private volatile @Nullable CelExpression parsed;

    Rule(String text, String message) {
        this.text = text;
        this.message = message;
    }

    /** Whether the rule is about a change rather than a value. */
    boolean isTransition() {
        return text.contains("oldSelf") && expression().uses("oldSelf");
    }

    /**
     * Why a value is refused, or null if it is not.
     *
     * @param old the value before, for a transition
     */
    @Nullable
    String refuse(@Nullable Object self, @Nullable Object old) {
        Map<String, @Nullable Object> variables = HashMap.newHashMap(2);
        variables.put("self", self);
        variables.put("oldSelf", old);
        try {
            return Boolean.TRUE.equals(expression().evaluate(variables)) ? null : reason();
        } catch (CelException e) {
            return reason() + " (the rule " + text + " failed: " + e.getMessage() + ")";
        }
    }

    private String reason() {
        return message.isEmpty() ? "failed rule: " + text : message;
    }

    private CelExpression expression() {
        CelExpression known = parsed;
        if (known == null) {
            known = CelExpression.parse(text);
            parsed = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return text;
    }
}
