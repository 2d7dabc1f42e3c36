package dev.sluice.status;

/**
 * A condition as it stands on an object, or as it is about to.
 *
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param lastTransitionTime RFC 3339
 */
public record LiveCondition(
        String type,
        String status,
        String reason,
        String message,
        long observedGeneration,
        String lastTransitionTime) {}
