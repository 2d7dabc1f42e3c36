package dev.sluice.routing;

import java.util.concurrent.CompletionStage;

/** A data plane: takes each table as a whole and says what became of it. */
public interface TableFollower {
    /**
     * Serves a table from now on: opens and closes sockets to match, then routes every new request by it.
     *
     * @return completes when every socket is open or has failed; never exceptionally for a socket that cannot be bound
     */
    CompletionStage<ServingReport> serve(RouteTable table);
}
