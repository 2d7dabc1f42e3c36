package dev.sluice.bench.control;

import java.util.Arrays;

/** Routes one at a time: how long until each answers, asked every five milliseconds. */
final class Probes {
    private static final String RULES = """
            [{matches: [{path: {value: /%d}}], backendRefs: [{name: blue, port: 80}], filters: [\
            {type: RequestHeaderModifier, requestHeaderModifier: {add: [{name: x-probe, value: "1"}]}}, \
            {type: ResponseHeaderModifier, responseHeaderModifier: {add: [{name: x-probe, value: "1"}]}}]}, \
            {matches: [{path: {value: /}}], backendRefs: [{name: invalid-backend, port: 80}]}]""";

    private Probes() {}

    static void run(Bed bed, Figures figures, int routes) {
        measure(bed, figures, routes, "a route's first answer");
        bed.clear();
    }

    /** The same beside continuous traffic on eight connections. */
    static void loaded(Bed bed, Figures figures, int routes) {
        bed.create(Bed.route("traffic", "traffic.example.com", "[{backendRefs: [{name: blue, port: 80}]}]"));
        bed.requests.untilFound("traffic.example.com", "/");
        try (Traffic<Boolean> traffic = Traffic.found(bed.requests, 8, "traffic.example.com", "/")) {
            measure(bed, figures, routes, "under load, a route's first answer");
            figures.addErrors("under load, requests of the load beside it that failed", traffic.wrong());
        }
        bed.clear();
    }

    private static void measure(Bed bed, Figures figures, int routes, String what) {
        double[] millis = new double[routes];
        int errors = 0;
        for (int i = 0; i < routes; i++) {
            String host = i + "-route.example.com";
            bed.create(Bed.route("probe-" + i, host, RULES.formatted(i)));
            long applied = System.nanoTime();
            Requests.Answer answer = bed.requests.untilFound(host, "/" + i);
            millis[i] = (System.nanoTime() - applied) / 1e6;
            if (answer.code() != 200) {
                errors++;
                System.err.println(host + ": " + answer);
            }
        }
        int part = Math.max(1, routes / 10);
        figures.add(what + " after it was applied, mean of " + routes + ", ms", mean(millis), 10);
        figures.add(what + ", mean of the first tenth, ms", mean(Arrays.copyOf(millis, part)));
        figures.add(what + ", mean of the last tenth, ms", mean(Arrays.copyOfRange(millis, routes - part, routes)));
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        figures.add(what + ", 99th percentile, ms", sorted[(int) (routes * 0.99)]);
        figures.add(what + ", longest, ms", sorted[routes - 1], 50);
        figures.add(what + ", errors", errors, 0);
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }
}
