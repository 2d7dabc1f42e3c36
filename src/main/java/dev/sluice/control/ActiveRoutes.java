package dev.sluice.control;

import dev.sluice.routing.RouteTable;
import dev.sluice.routing.ServingReport;
import dev.sluice.routing.TableFollower;
import dev.sluice.routing.TableSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The table that is served now, and the in-process source of tables for the data plane. */
public final class ActiveRoutes implements TableSource {
    private volatile RouteTable table = RouteTable.empty();
    private @Nullable TableFollower follower;

    public RouteTable table() {
        return table;
    }

    /** Makes a table the active one and hands it to the data plane. */
    public synchronized CompletionStage<ServingReport> publish(RouteTable next) {
        CompletionStage<ServingReport> report = follower == null
                ? CompletableFuture.completedFuture(new ServingReport(next.generation(), Map.of()))
                : follower.serve(next);
        table = next;
        return report;
    }

    @Override
    public synchronized void follow(TableFollower follower) {
        this.follower = follower;
        if (table.generation() > 0) {
            follower.serve(table);
        }
    }
}
