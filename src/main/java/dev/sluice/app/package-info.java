/**
 * Wiring: settings, health, metrics, management pages, start and stop.
 */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
