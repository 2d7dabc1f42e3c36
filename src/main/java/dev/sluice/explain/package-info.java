/**
 * Why a request gets the answer that it gets: which listener takes it, which rules were compared in which order and why
 * each does or does not match, what would be done with it, and, where the answer is an error, the cause and the object
 * to change. Works on any table with the statuses and objects it was compiled from, live or not, and changes nothing.
 *
 * <p>The words of the Gateway API are used throughout. No value that may be a credential is in an explanation but for
 * those of the request itself, which whoever asks has given.
 */
@NullMarked
package dev.sluice.explain;

import org.jspecify.annotations.NullMarked;
