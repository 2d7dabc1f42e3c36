/**
 * The Common Expression Language as far as validation rules of custom resources need it: parsed once, evaluated on
 * plain values, with no reflection.
 *
 * <p>All operators, literals but bytes and unsigned integers, the standard macros, and the functions of
 * {@link dev.sluice.resources.cel.CelFunctions}; values are booleans, longs, doubles, strings, durations, lists, maps
 * and null. An expression that uses anything else is refused when it is parsed. What is evaluated follows the language
 * definition: an error is a value that {@code &&}, {@code ||}, {@code all} and {@code exists} ignore where the other
 * operands decide. See docs/adr/0002-validation.md.
 */
@NullMarked
package dev.sluice.resources.cel;

import org.jspecify.annotations.NullMarked;
