/**
 * The pure core: {@link dev.sluice.compile.Compiler#compile} turns a snapshot of resources into a
 * {@link dev.sluice.compile.Compilation} of route table, statuses and wanted infrastructure, with no clock, no network
 * and no state but the container ports that it gave before. One file per concept of the specification.
 *
 * <p>What a user did wrong becomes a condition that names the object, the field and the remedy, never an exception.
 * Each route compiles alone; a bad one spoils nothing else.
 */
@NullMarked
package dev.sluice.compile;

import org.jspecify.annotations.NullMarked;
