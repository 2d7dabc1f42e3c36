package dev.sluice.routing;

/**
 * Time limits of a rule, in milliseconds; 0 means none.
 *
 * @param request from the request's arrival to the end of the response, all tries together
 * @param backendRequest of one try
 */
public record Timeouts(long request, long backendRequest) {
    public static final Timeouts NONE = new Timeouts(0, 0);
}
