package dev.sluice.proxy;

import io.vertx.core.http.HttpMethod;

/** Writes the responses that the gateway gives by itself because its configuration, or somebody it asks, says so. */
final class GatewayAnswer {
    private GatewayAnswer() {}

    /** The head of a response without a body that sends the client elsewhere. */
    static void redirect(Decision.Redirect redirect, ResponseChanges changes, DownstreamResponse response) {
        response.status(redirect.status(), null);
        response.headers().set("location", redirect.location());
        changes.apply(response.headers());
        response.headers().set("content-length", "0");
    }

    /** The head of a response without a body that tells a browser what it may do. */
    static void preflight(
            Decision.Preflight preflight, RequestHead head, ResponseChanges changes, DownstreamResponse response) {
        response.status(preflight.cors().preflightStatus(), null);
        preflight.cors().answerPreflight(head, response.headers());
        HeaderModification.apply(changes.changes(), response.headers());
        if (preflight.cors().preflightStatus() != 204) {
            response.headers().set("content-length", "0");
        }
    }

    /** The whole response of somebody who refuses a request. */
    static void denied(HttpMethod method, Verdict.Denied denied, ResponseChanges changes, DownstreamResponse response) {
        response.status(denied.status(), null);
        response.headers().addAll(denied.headers());
        changes.applyToError(response.headers());
        boolean bodiless = method == HttpMethod.HEAD || denied.status() == 204 || denied.status() == 304;
        if (!bodiless) {
            response.headers()
                    .set("content-length", Integer.toString(denied.body().length()));
        }
        if (bodiless || denied.body().length() == 0) {
            response.end(null);
        } else {
            response.endWith(denied.body().getByteBuf());
        }
    }
}
