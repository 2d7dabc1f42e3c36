package dev.sluice.proxy;

import dev.sluice.routing.HeaderChanges;
import java.util.List;

/** How an authorization service is asked about one request, and how its answer is read. */
interface AuthorizationProtocol extends ServiceQuestion<Verdict> {
    HeaderChanges NO_CHANGES = new HeaderChanges(List.of(), List.of(), List.of());

    @Override
    default Verdict unanswered(String cause) {
        return new Verdict.Failed();
    }
}
