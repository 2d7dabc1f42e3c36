package dev.sluice.compile;

import dev.sluice.routing.Tracing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an XTelemetryPolicy asks for.
 *
 * @param tracing null if nothing is traced
 * @param remark why that is so although the policy is valid, or what of it is left out; empty for nothing
 * @param invalid what is wrong with the policy itself
 * @param unresolved references that do not resolve
 * @param lookups what it depends on
 */
record CompiledTracing(
        @Nullable Tracing tracing,
        String remark,
        List<Problem> invalid,
        List<Problem> unresolved,
        List<RouteMemo.Lookup> lookups) {
    static final CompiledTracing NONE = new CompiledTracing(null, "", List.of(), List.of(), List.of());
}
