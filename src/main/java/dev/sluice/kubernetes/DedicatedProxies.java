package dev.sluice.kubernetes;

/**
 * What the pods of dedicated proxies are made with, beside what their Gateways say.
 *
 * @param controllers the name by which they find the controllers
 * @param authority that signs for them
 */
public record DedicatedProxies(String controllers, int feedPort, int managementPort, FeedAuthority authority) {}
