package dev.sluice.resources.schema;

import dev.sluice.resources.document.Node;
import java.util.ArrayList;
import java.util.List;

/** The schema of everything but the metadata of one kind. Thread-safe. */
public final class KindSchema {
    private final Schema schema;
    private final boolean transitions;

    KindSchema(Schema schema) {
        this.schema = schema;
        this.transitions = RuleCheck.hasTransitions(schema);
    }

    /** A checked object. */
    public record Checked(Node.Mapping object, List<Violation> violations) {
        public Checked {
            violations = List.copyOf(violations);
        }
    }

    /**
     * Drops nulls and unknown fields, adds defaults, and validates.
     *
     * @param object without apiVersion, kind, metadata and status
     */
    public Checked check(Node.Mapping object) {
        List<Violation> violations = new ArrayList<>();
        Node.Mapping complete = (Node.Mapping) new Completion(violations).complete(schema, object, "");
        new ValueCheck(violations).check(schema, complete, "");
        if (violations.stream().noneMatch(violation -> violation.kind().blocksRules())) {
            new RuleCheck(violations).check(schema, complete);
        }
        return new Checked(complete, violations);
    }

    /** Whether some changes of a valid object are not allowed. */
    public boolean hasTransitions() {
        return transitions;
    }

    /** What is wrong with changing one valid object into another. */
    public List<Violation> checkChange(Node.Mapping before, Node.Mapping after) {
        List<Violation> violations = new ArrayList<>();
        new RuleCheck(violations).checkChange(schema, before, after);
        return violations;
    }
}
