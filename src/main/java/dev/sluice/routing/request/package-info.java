/**
 * How the host, path and query of a request are brought into the one form that is matched and forwarded. Whoever asks
 * the table a question has to normalise in the same way: the data plane for each request, and explanations. Also what a
 * request says of the trace that it is part of.
 */
@NullMarked
package dev.sluice.routing.request;

import org.jspecify.annotations.NullMarked;
