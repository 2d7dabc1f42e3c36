package dev.sluice.routing;

import java.util.List;

/**
 * Changes of headers, applied in the order remove, set, add.
 *
 * @param remove lower-case names
 */
public record HeaderChanges(List<Header> set, List<Header> add, List<String> remove) {
    public HeaderChanges {
        set = List.copyOf(set);
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }

    /** A header with the name as the user wrote it. */
    public record Header(String name, String value) {}
}
