package dev.sluice.proxy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many flows of datagrams there may be on all ports together. A port may borrow what others do not use, but each
 * gets its equal share back from the one that has most, so that a flood of one port starves no other. Safe to use from
 * any thread.
 */
final class FlowLimit {
    /** One who has flows. */
    interface Holder {
        /** How many; asked by any thread. */
        int flows();

        /** Ends one of them, soon; called by any thread. */
        void giveWay();

        /**
         * Ends one of them now, if there is one whose client has not yet proved to be there.
         *
         * @return whether there was
         */
        boolean makeRoom();
    }

    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final List<Holder> holders = new CopyOnWriteArrayList<>();

    /** @param most flows; while one port gets its share back there may be as many more as that is */
    FlowLimit(int most) {
        this.most = most;
    }

    void joined(Holder holder) {
        holders.add(holder);
    }

    void left(Holder holder) {
        holders.remove(holder);
    }

    /** Whether one more flow may begin; asked on the holder's own thread. It has then to be {@link #opened}. */
    boolean admits(Holder holder) {
        if (open.get() < most) {
            return true;
        }
        int share = Math.max(1, most / Math.max(1, holders.size()));
        Holder greatest = holder.flows() < share ? greatestAbove(share) : null;
        if (greatest == null) {
            return holder.makeRoom();
        }
        greatest.giveWay();
        return true;
    }

    private @Nullable Holder greatestAbove(int share) {
        Holder greatest = null;
        int flows = share;
        for (Holder holder : holders) {
            if (holder.flows() > flows) {
                greatest = holder;
                flows = holder.flows();
            }
        }
        return greatest;
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    /** Open flows of all ports together. */
    int flows() {
        return open.get();
    }
}
