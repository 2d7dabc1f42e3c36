/**
 * The data plane: carries requests by the table that it is given. It depends on the route table alone and knows nothing
 * of Kubernetes.
 *
 * <p>{@link dev.sluice.proxy.DataPlane} is the only door. Each event loop has one {@code Worker} that owns the
 * connections accepted on that loop and the upstream connections made from it, so a request never changes threads and
 * nothing is locked. A table is swapped by one volatile write; a request reads it once and keeps what it read. HTTP/1
 * is spoken by handlers of our own behind Netty's decoders, which hand headers over as they are; HTTP/2 by the servers and
 * clients of Vert.x. Small handlers in the pipelines do what else is needed: SNI by the current table, strictness, slow
 * clients, half-close. Every error is a {@link dev.sluice.proxy.ProxyError} and becomes a
 * response in {@code ErrorResponses} alone.
 */
@NullMarked
package dev.sluice.proxy;

import org.jspecify.annotations.NullMarked;
