/**
 * Conditions, reasons and desired statuses as plain data, and the pure merge of a desired status with the live one.
 *
 * <p>A desired status says what this controller wants to be written about one object; it has no times. The merge keeps
 * what belongs to others (foreign condition types, other controllers' parents and ancestors), keeps
 * {@code lastTransitionTime} where the status of a condition did not change, and tells whether anything has to be
 * written at all. Types and reasons carry the names of the Gateway API's Go constants.
 */
@NullMarked
package dev.sluice.status;

import org.jspecify.annotations.NullMarked;
