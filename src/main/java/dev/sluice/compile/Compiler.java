package dev.sluice.compile;

import dev.sluice.resources.ResourceSnapshot;

/** Compiles snapshots. */
public final class Compiler {
    private final CompileSettings settings;

    public Compiler(CompileSettings settings) {
        this.settings = settings;
    }

    /**
     * Compiles everything.
     *
     * @param generation the generation of the table that comes out
     */
    public Compilation compile(ResourceSnapshot snapshot, long generation) {
        throw new UnsupportedOperationException(settings.controllerName() + snapshot.size() + generation);
    }
}
