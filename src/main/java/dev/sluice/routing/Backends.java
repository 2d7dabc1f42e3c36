package dev.sluice.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The weighted backends of a rule. */
public record Backends(List<Weighted> weighted) {
    public static final Backends NONE = new Backends(List.of());

    public Backends {
        weighted = List.copyOf(weighted);
    }

    /**
     * A backend with its share.
     *
     * @param weight 0 to 1,000,000; 0 gets nothing
     * @param filters applied only to requests to this backend, after those of the rule
     */
    public record Weighted(int weight, Backend backend, List<HttpFilter> filters) {
        public Weighted {
            filters = List.copyOf(filters);
        }
    }

    /** The sum of all weights. */
    public long totalWeight() {
        long total = 0;
        for (int i = 0; i < weighted.size(); i++) {
            total += weighted.get(i).weight();
        }
        return total;
    }

    /**
     * The backend for a draw.
     *
     * @param draw uniform in 0 (inclusive) to {@link #totalWeight} (exclusive)
     * @return null if there is no backend with a weight
     */
    public @Nullable Weighted pick(long draw) {
        long left = draw;
        for (int i = 0; i < weighted.size(); i++) {
            left -= weighted.get(i).weight();
            if (left < 0) {
                return weighted.get(i);
            }
        }
        return null;
    }
}
