package dev.sluice.explain;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.ExternalAuth;
import dev.sluice.routing.HttpFilter;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be said of authorization services without asking them: who is asked, and whether anybody can be. */
final class Authorizations {
    private Authorizations() {}

    /**
     * What becomes of every request if one of the services cannot be asked, or null.
     *
     * @param details takes who is asked
     */
    static @Nullable Outcome unanswered(
            List<HttpFilter> filters, Function<EndpointKey, Collection<Endpoint>> endpoints, List<String> details) {
        for (HttpFilter filter : filters) {
            if (filter instanceof HttpFilter.Authorization(ExternalAuth auth)) {
                EndpointKey service = auth.backend().endpoints();
                if (endpoints.apply(service).isEmpty()) {
                    return new Outcome(
                            "503",
                            "Service " + service + ", which has to allow the request, has no ready endpoint.",
                            "See kubectl get endpointslices -n " + service.namespace()
                                    + " -l kubernetes.io/service-name=" + service.service()
                                    + ": the Service's selector, its pods' readiness and the port's name.",
                            details);
                }
                details.add("what follows holds if Service " + service
                        + " allows the request, which is not asked here; it may refuse it with a status of its own");
            }
        }
        return null;
    }
}
