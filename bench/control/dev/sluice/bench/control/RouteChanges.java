package dev.sluice.bench.control;

import java.util.concurrent.atomic.AtomicReference;

/** A route whose backend and header filter flip under continuous traffic. */
final class RouteChanges {
    private static final String HOST = "change.example.com";
    private static final int CONNECTIONS = 4;

    /** What may be answered. */
    private record State(String backend, int version, String earlierBackend, int earlierVersion) {
        boolean allows(Requests.Answer answer) {
            return answer.code() == 200
                    && (is(answer, backend, version) || is(answer, earlierBackend, earlierVersion));
        }

        private static boolean is(Requests.Answer answer, String backend, int version) {
            return answer.body().equals(backend) && answer.version().equals("v" + version);
        }

        /** Once the new answer has been seen by anybody, the old one comes no more. */
        State settled() {
            return new State(backend, version, backend, version);
        }
    }

    private RouteChanges() {}

    static void run(Bed bed, Figures figures, int changes) {
        AtomicReference<State> state = new AtomicReference<>(new State("blue", 0, "blue", 0));
        bed.apply(route("blue", 0));
        bed.requests.untilFound(HOST, "/");
        double[] millis = new double[changes];
        int clean = 0;
        // A request that began before a change may be answered after it, so both ends are judged.
        try (Traffic<State> traffic = new Traffic<>(
                bed.requests,
                CONNECTIONS,
                HOST,
                "/",
                state::get,
                (before, answer) -> before.allows(answer) || state.get().allows(answer))) {
            for (int i = 1; i <= changes; i++) {
                long wrong = total(traffic);
                State now = state.get();
                State next = new State(i % 2 == 0 ? "blue" : "green", i, now.backend(), now.version());
                state.set(next);
                bed.apply(route(next.backend(), i));
                long applied = System.nanoTime();
                while (!next.settled().allows(bed.requests.get(HOST, "/"))) {
                    if (System.nanoTime() - applied > 20_000_000_000L) {
                        throw new IllegalStateException("the change does not become live");
                    }
                }
                millis[i - 1] = (System.nanoTime() - applied) / 1e6;
                state.set(next.settled());
                long answered = traffic.count();
                Bed.until("more answers", () -> traffic.count() >= answered + 20L * CONNECTIONS);
                clean += total(traffic) == wrong ? 1 : 0;
            }
            figures.addErrors("route changes: answers that are neither the old nor the new one", traffic.wrong());
        }
        figures.add("route changes: of " + changes + " not clean", changes - clean, 0);
        figures.add("route changes: from apply to the first new answer, mean, ms", Probes.mean(millis), 10);
        bed.clear();
    }

    private static long total(Traffic<?> traffic) {
        return traffic.wrong().values().stream().mapToLong(Long::longValue).sum();
    }

    private static String route(String backend, int version) {
        return Bed.route("change", HOST, """
                [{backendRefs: [{name: %s, port: 80}], filters: [{type: ResponseHeaderModifier, \
                responseHeaderModifier: {set: [{name: x-version, value: v%d}]}}]}]""".formatted(backend, version));
    }
}
