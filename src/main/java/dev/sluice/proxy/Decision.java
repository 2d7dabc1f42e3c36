package dev.sluice.proxy;

import dev.sluice.routing.Backend;
import dev.sluice.routing.ExternalAuth;
import dev.sluice.routing.HeaderChanges;
import dev.sluice.routing.HttpListener;
import dev.sluice.routing.RouteRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
sealed interface Decision {
    /** The rule that decided, or null if none was chosen. */
    @Nullable
    RouteRule rule();

    /** What filters do to the response, whoever it comes from. */
    ResponseChanges responseChanges();

    /**
     * To a backend.
     *
     * @param authority the Host for the backend; empty if the request has none
     * @param target path and query for the backend
     * @param requestChanges in order
     * @param mirrors who gets a copy of this request
     */
    record Forward(
            RouteRule rule,
            Backend.Service backend,
            String authority,
            String target,
            List<HeaderChanges> requestChanges,
            List<Backend.Service> mirrors,
            ResponseChanges responseChanges)
            implements Decision {
        /** With further changes of the request, and others of the response. */
        Forward with(List<HeaderChanges> further, ResponseChanges response) {
            List<HeaderChanges> all = new ArrayList<>(requestChanges);
            all.addAll(further);
            return new Forward(rule, backend, authority, target, all, mirrors, response);
        }
    }

    /**
     * What becomes of it if all these allow it.
     *
     * @param by at least one
     */
    record Guarded(List<ExternalAuth> by, Decision then) implements Decision {
        @Override
        public @Nullable RouteRule rule() {
            return then.rule();
        }

        @Override
        public ResponseChanges responseChanges() {
            return then.responseChanges();
        }
    }

    /**
     * Nothing before all these allow it; then a rule of the listener is chosen.
     *
     * @param by at least one
     */
    record Admit(List<ExternalAuth> by, HttpListener listener) implements Decision {
        @Override
        public @Nullable RouteRule rule() {
            return null;
        }

        @Override
        public ResponseChanges responseChanges() {
            return ResponseChanges.NONE;
        }
    }

    /** Answered by a redirect. */
    record Redirect(RouteRule rule, int status, String location, ResponseChanges responseChanges) implements Decision {}

    /** Answered by what a CORS filter allows. */
    record Preflight(RouteRule rule, CorsGrant cors, ResponseChanges responseChanges) implements Decision {}

    /** Answered by an error. */
    record Refuse(@Nullable RouteRule rule, ProxyError error, ResponseChanges responseChanges) implements Decision {}
}
