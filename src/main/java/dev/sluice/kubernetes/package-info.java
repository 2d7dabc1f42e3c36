/**
 * The cluster side: reconcilers and informers that feed the store, the status writer, the provisioner and the lease.
 */
@NullMarked
package dev.sluice.kubernetes;

import org.jspecify.annotations.NullMarked;
