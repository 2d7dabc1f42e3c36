package dev.sluice.bench.control;

import java.time.Duration;

/** Many routes with a Service each, then an edit a second: memory and CPU of the pod of Sluice. */
final class Sizes {
    private static final int EDITS = 60;

    private Sizes() {}

    static void run(Bed bed, Figures figures, int routes) {
        bed.create(routes, i -> Bed.service("size-" + i));
        bed.create(routes, i -> bed.slice("size-" + i, bed.port("blue")));
        bed.create(routes, i -> route(i, "/"));
        Bed.until("the last route answers", () -> bed.requests.get(host(routes - 1), "/").code() == 200);
        Bed.until("all are attached", () -> bed.attached() == routes);
        Usage before = Usage.next(bed);
        int wrong = 0;
        double[] millis = new double[EDITS];
        for (int i = 0; i < EDITS; i++) {
            long began = System.nanoTime();
            bed.apply(route(i, "/edited"));
            long applied = System.nanoTime();
            wrong += bed.requests.untilFound(host(i), "/edited").code() == 200 ? 0 : 1;
            millis[i] = (System.nanoTime() - applied) / 1e6;
            Bed.pause(Math.max(0, Duration.ofSeconds(1).toMillis() - (System.nanoTime() - began) / 1_000_000));
        }
        Usage after = Usage.next(bed);
        figures.add(routes + " HTTPRoutes and Services: resident, MiB", after.residentMib(), 350);
        figures.add(routes + " HTTPRoutes and Services: working set, MiB", after.workingSetMib());
        figures.add("an edit a second among them: cores", after.coresSince(before), 0.1);
        figures.add("an edit among them: from apply to the first answer, mean, ms", Probes.mean(millis), 10);
        figures.add("an edit among them: not live", wrong, 0);
        Restart.run(bed, figures, routes);
        bed.clear();
    }

    private static String host(int i) {
        return "size-" + i + ".example.com";
    }

    private static String route(int i, String path) {
        return Bed.route(
                "size-" + i,
                host(i),
                "[{matches: [{path: {value: " + path + "}}], backendRefs: [{name: size-" + i + ", port: 80}]}]");
    }
}
