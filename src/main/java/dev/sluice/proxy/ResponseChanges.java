package dev.sluice.proxy;

import dev.sluice.routing.HeaderChanges;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the filters of a rule and its backend do to the head of the response.
 *
 * @param cors null without a CORS filter
 * @param changes in order, after CORS
 */
record ResponseChanges(@Nullable CorsGrant cors, List<HeaderChanges> changes) {
    static final ResponseChanges NONE = new ResponseChanges(null, List.of());

    /** With further changes after these. */
    ResponseChanges with(List<HeaderChanges> further) {
        List<HeaderChanges> all = new ArrayList<>(changes);
        all.addAll(further);
        return new ResponseChanges(cors, all);
    }

    void apply(MultiMap headers) {
        if (cors != null) {
            cors.writeTo(headers);
        }
        HeaderModification.apply(changes, headers);
    }

    /** What an error needs too, so that a script may read its status. */
    void applyToError(MultiMap headers) {
        if (cors != null) {
            cors.writeTo(headers);
        }
    }
}
