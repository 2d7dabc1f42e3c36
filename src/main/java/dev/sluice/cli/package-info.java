/**
 * The commands of the sluice executable.
 */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
