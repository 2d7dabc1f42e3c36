package dev.sluice.control;

import dev.sluice.routing.RouteTable;
import dev.sluice.routing.ServingReport;
import dev.sluice.routing.TableFollower;
import dev.sluice.routing.TableSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** The table that is served now, and the in-process source of tables for data planes. */
public final class ActiveRoutes implements TableSource {
    private volatile RouteTable table = RouteTable.empty();
    private final List<TableFollower> followers = new CopyOnWriteArrayList<>();

    public RouteTable table() {
        return table;
    }

    /** Makes a table the active one and hands it to every data plane; what they report together. */
    public synchronized CompletionStage<ServingReport> publish(RouteTable next) {
        CompletionStage<ServingReport> report =
                CompletableFuture.completedFuture(new ServingReport(next.generation(), Map.of()));
        for (TableFollower follower : followers) {
            report = report.thenCombine(follower.serve(next), ServingReport::and);
        }
        table = next;
        return report;
    }

    @Override
    public synchronized void follow(TableFollower follower) {
        followers.add(follower);
        if (table.generation() > 0) {
            var _ = follower.serve(table);
        }
    }
}
