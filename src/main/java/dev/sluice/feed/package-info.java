/**
 * Route tables for proxies of their own: the stream from the controllers to the pods of a dedicated proxy.
 *
 * <p>A {@link dev.sluice.feed.FeedServer} runs in every replica of the controller. It is a data plane in the eyes of
 * the control loop: it takes each table, hands every Gateway's part of it to the proxies that show a certificate for
 * that Gateway, and reports what these serve. A {@link dev.sluice.feed.FeedClient} runs in each such proxy. It is
 * connected to every replica, serves what one of them says, tells all of them what it serves, and keeps the last table
 * on disk.
 *
 * <p>Connections are TLS 1.3 with certificates of both sides, issued by a {@link
 * dev.sluice.feed.CertificateAuthority} that signs for nothing else. Messages are {@link dev.sluice.feed.Frame}s.
 * Everything blocks on virtual threads: there are few connections, and none of them is in the way of a request.
 */
@NullMarked
package dev.sluice.feed;

import org.jspecify.annotations.NullMarked;
