package dev.sluice.status;

import java.util.List;

/**
 * The merge of a desired GatewayClass status with the live one.
 *
 * @param changed whether anything has to be written
 * @param conditions ours, as they are written; server-side apply keeps those of others
 */
public record GatewayClassMerge(boolean changed, List<LiveCondition> conditions, List<String> supportedFeatures) {
    public GatewayClassMerge {
        conditions = List.copyOf(conditions);
        supportedFeatures = List.copyOf(supportedFeatures);
    }

    public static GatewayClassMerge of(
            GatewayClassStatus desired,
            long generation,
            List<LiveCondition> liveConditions,
            List<String> liveFeatures,
            String now) {
        List<LiveCondition> conditions = ConditionMerge.stamp(desired.conditions(), generation, liveConditions, now);
        boolean written = ConditionMerge.isWritten(conditions, liveConditions)
                && desired.supportedFeatures().equals(liveFeatures);
        return new GatewayClassMerge(!written, conditions, desired.supportedFeatures());
    }
}
