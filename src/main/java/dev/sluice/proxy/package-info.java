/**
 * The data plane: Vert.x servers and clients that carry requests by the table they are given. It depends on the route
 * table alone and knows nothing of Kubernetes.
 */
@NullMarked
package dev.sluice.proxy;

import org.jspecify.annotations.NullMarked;
