package dev.sluice.compile;

import dev.sluice.routing.Backend;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * One object for all equal backends, from one compilation to the next. Thousands of routes to one Service then lead to
 * one place in memory, and what requests look up by its key is found without comparing names. Forgets what no route has.
 */
final class SharedBackends {
    private final Map<Backend.Service, WeakReference<Backend.Service>> known = new WeakHashMap<>();

    Backend.Service of(Backend.Service backend) {
        WeakReference<Backend.Service> reference = known.get(backend);
        Backend.Service shared = reference == null ? null : reference.get();
        if (shared == null) {
            known.put(backend, new WeakReference<>(backend));
            return backend;
        }
        return shared;
    }
}
