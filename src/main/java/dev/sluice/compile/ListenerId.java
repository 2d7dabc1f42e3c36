package dev.sluice.compile;

import dev.sluice.resources.ResourceKey;
import org.jspecify.annotations.Nullable;

/**
 * A listener among all of its Gateway: section names are unique in the Gateway and in each ListenerSet only.
 *
 * @param owner the Gateway or ListenerSet that the listener is written in
 * @param name the section name
 */
record ListenerId(ResourceKey owner, String name) {
    static final String LISTENER_SET = "ListenerSet";

    boolean isOfSet() {
        return owner.kind().equals(LISTENER_SET);
    }

    /** The name in the route table: of a Gateway's own listener its name, else {@code namespace/set/name}. */
    String inTable() {
        return isOfSet() ? owner.namespace() + "/" + owner.name() + "/" + name : name;
    }

    /** The ListenerSet and section name behind a name in the table; null if it is a Gateway's own listener. */
    static @Nullable ListenerId ofSet(String inTable) {
        int first = inTable.indexOf('/');
        int second = inTable.indexOf('/', first + 1);
        return second < 0
                ? null
                : new ListenerId(
                        new ResourceKey(
                                LISTENER_SET, inTable.substring(0, first), inTable.substring(first + 1, second)),
                        inTable.substring(second + 1));
    }
}
