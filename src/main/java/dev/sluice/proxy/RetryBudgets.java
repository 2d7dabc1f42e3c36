package dev.sluice.proxy;

import dev.sluice.routing.EndpointKey;
import java.util.HashMap;
import java.util.Map;

/**
 * How many requests to a backend may be retries at once, so that a backend that fails under its load does not get a
 * multiple of it. Counts requests of rules with retries only. One per event loop.
 */
final class RetryBudgets {
    /** The requests to one backend. */
    static final class Budget {
        private int active;
        private int retried;
    }

    private final ProxySettings.Retries settings;
    private final Map<EndpointKey, Budget> budgets = new HashMap<>();

    RetryBudgets(ProxySettings.Retries settings) {
        this.settings = settings;
    }

    /** A request begins; {@link #end} has to follow. */
    void begin(EndpointKey backend) {
        budgets.computeIfAbsent(backend, _ -> new Budget()).active++;
    }

    /** Whether one more request may be repeated; it counts until its end. */
    boolean take(EndpointKey backend) {
        Budget budget = budgets.get(backend);
        if (budget == null
                || budget.retried >= Math.max(settings.least(), (long) budget.active * settings.percent() / 100)) {
            return false;
        }
        budget.retried++;
        return true;
    }

    void end(EndpointKey backend, boolean retried) {
        Budget budget = budgets.get(backend);
        if (budget != null) {
            budget.active--;
            budget.retried -= retried ? 1 : 0;
            if (budget.active == 0) {
                budgets.remove(backend);
            }
        }
    }
}
