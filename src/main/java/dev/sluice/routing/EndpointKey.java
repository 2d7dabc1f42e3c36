package dev.sluice.routing;

/** One port of one Service. */
public record EndpointKey(String namespace, String service, int port) {
    @Override
    public String toString() {
        return namespace + "/" + service + ":" + port;
    }
}
