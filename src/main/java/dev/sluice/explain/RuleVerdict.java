package dev.sluice.explain;

import org.jspecify.annotations.Nullable;

/**
 * What became of one match of one rule. A request is compared in this order, and the first match that holds is chosen.
 *
 * @param rule such as {@code HTTPRoute/default/web/0}
 * @param hostname the route's hostname under which it is compared, {@code *} for any
 * @param match the match in words
 * @param difference why it does not hold, or null if it does
 */
public record RuleVerdict(
        String rule,
        String hostname,
        String match,
        @Nullable String difference) {
    public boolean isChosen() {
        return difference == null;
    }
}
