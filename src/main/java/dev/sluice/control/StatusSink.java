package dev.sluice.control;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.Statuses;

/** Where statuses and wanted infrastructure go once the table is served. Called on the control loop's thread. */
public interface StatusSink {
    /**
     * Takes over the newest state; must not block. A later call replaces what an earlier one has not yet written.
     *
     * @param compilation what is now served
     * @param statuses what to say of it, corrected by what the data plane reported
     */
    void accept(Compilation compilation, Statuses statuses);
}
