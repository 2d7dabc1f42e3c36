package dev.sluice.kubernetes;

/**
 * A kind of the Gateway API in one of its versions.
 *
 * @param version such as {@code v1}
 */
record KindVersion(String kind, String version) {}
