/**
 * How the host, path and query of a request are brought into the one form that is matched and forwarded. Whoever asks
 * the table a question has to normalise in the same way: the data plane for each request, and explanations.
 */
@NullMarked
package dev.sluice.routing.request;

import org.jspecify.annotations.NullMarked;
