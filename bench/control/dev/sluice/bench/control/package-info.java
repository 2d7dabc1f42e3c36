/** How fast changes of resources become live on a cluster where Sluice is installed: {@code make bench-control}. */
@NullMarked
package dev.sluice.bench.control;

import org.jspecify.annotations.NullMarked;
