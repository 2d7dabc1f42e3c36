package dev.sluice.compile;

/**
 * Something wrong with a resource, on its way to a condition.
 *
 * @param reason CamelCase, from {@link dev.sluice.status.Reason}
 * @param message for a person: names the field or object, what is wrong and the remedy
 */
record Problem(String reason, String message) {}
