package dev.sluice.status;

import org.jspecify.annotations.Nullable;

/** A parentRef exactly as the route wrote it: what it left out stays null, for the status echoes the reference. */
public record ParentReference(
        @Nullable String group,
        @Nullable String kind,
        @Nullable String namespace,
        String name,
        @Nullable String sectionName,
        @Nullable Integer port) {}
