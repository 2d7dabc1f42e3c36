package dev.sluice.resources.schema;

import dev.sluice.resources.document.Node;
import dev.sluice.resources.document.Position;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds a value of the right types against the rules of a schema. */
final class RuleCheck {
    private final List<Violation> violations;

    RuleCheck(List<Violation> violations) {
        this.violations = violations;
    }

    static boolean hasTransitions(Schema schema) {
        if (schema.rules().stream().anyMatch(Rule::isTransition)) {
            return true;
        }
        return (schema.items() != null && hasTransitions(schema.items()))
                || (schema.additional() != null && hasTransitions(schema.additional()))
                || schema.properties().values().stream().anyMatch(RuleCheck::hasTransitions);
    }

    /** Checks what the rules say of a value by itself. */
    void check(Schema schema, Node node) {
        walk(schema, node, node.at(), node.plain(), null, false, "");
    }

    /** Checks what the rules say of a change. Elements of lists have no state before that could be told. */
    void checkChange(Schema schema, Node before, Node after) {
        walk(schema, after, after.at(), after.plain(), before.plain(), true, "");
    }

    private void walk(
            Schema schema,
            Node node,
            Position at,
            @Nullable Object plain,
            @Nullable Object old,
            boolean change,
            String path) {
        for (Rule rule : schema.rules()) {
            if (rule.isTransition() == change) {
                String reason = rule.refuse(plain, old);
                if (reason != null) {
                    violations.add(new Violation(Violation.Kind.INVALID, at, path, reason));
                }
            }
        }
        if (node instanceof Node.Mapping mapping && plain instanceof Map<?, ?> values) {
            Map<?, ?> oldValues = old instanceof Map<?, ?> map ? map : Map.of();
            mapping.fields().forEach((name, field) -> {
                Schema property = schema.properties().get(name);
                boolean known = property != null;
                Schema value = known ? property : schema.additional();
                if (value != null && (!change || oldValues.containsKey(name))) {
                    walk(
                            value,
                            field.value(),
                            field.place(),
                            values.get(name),
                            oldValues.get(name),
                            change,
                            known ? Paths.field(path, name) : Paths.key(path, name));
                }
            });
        } else if (node instanceof Node.Sequence sequence
                && plain instanceof List<?> values
                && schema.items() != null
                && !change) {
            for (int i = 0; i < values.size(); i++) {
                Node item = sequence.items().get(i);
                walk(schema.items(), item, item.at(), values.get(i), null, false, Paths.index(path, i));
            }
        }
    }
}
