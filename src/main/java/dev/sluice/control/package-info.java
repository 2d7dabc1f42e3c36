/**
 * The control loop: from a change of resources to a table that is served and statuses that say so.
 *
 * <p>{@link dev.sluice.control.ControlLoop} is one thread. A trigger makes it take a snapshot, compile, publish, wait
 * until the data plane reports, and only then hand statuses and infrastructure to their sinks. Triggers that arrive
 * meanwhile are one. An exception in a compilation is a bug of ours: it is logged and counted, and the last good table
 * goes on serving. The sinks are interfaces: a cluster, files, or a test.
 */
@NullMarked
package dev.sluice.control;

import org.jspecify.annotations.NullMarked;
