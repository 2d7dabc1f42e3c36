package dev.sluice.bench.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs scenarios on the cluster of {@code $KUBECONFIG}, where Sluice is installed with one replica, and writes what they
 * measured. The first argument is the IP address of this machine that pods reach, the second the file to write, the
 * third the names of scenarios with commas between, empty for all.
 */
public final class ControlBench {
    private enum Scenario {
        ATTACHED,
        PROBE,
        LOADED,
        CHANGES,
        ENDPOINTS,
        LISTENERSETS,
        SIZE;

        void run(Bed bed, Figures figures) {
            switch (this) {
                case ATTACHED -> Attached.run(bed, figures, 1_000);
                case PROBE -> Probes.run(bed, figures, 3_000);
                case LOADED -> Probes.loaded(bed, figures, 300);
                case CHANGES -> RouteChanges.run(bed, figures, 20);
                case ENDPOINTS -> EndpointChanges.run(bed, figures, 20);
                case LISTENERSETS -> ListenerSets.run(bed, figures, 2_500);
                case SIZE -> Sizes.run(bed, figures, 5_000);
            }
        }
    }

    private ControlBench() {}

    public static void main(String... args) throws IOException {
        List<Scenario> scenarios = new ArrayList<>();
        for (String name : args.length < 3 ? new String[0] : args[2].split(",")) {
            if (!name.isBlank()) {
                scenarios.add(Scenario.valueOf(name.toUpperCase(Locale.ROOT)));
            }
        }
        Figures figures = new Figures();
        try (Bed bed = new Bed(args[0])) {
            for (Scenario scenario : scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios) {
                scenario.run(bed, figures);
            }
        }
        Path report = Path.of(args[1]);
        Files.writeString(report, """
                # Changes on a cluster

                By `make bench-control`, %s; the API server, its clients and Sluice share one machine. How each figure is
                taken, and what the figures of others are, is in bench/README.md.

                %s""".formatted(LocalDate.now(ZoneOffset.UTC), figures.table()));
    }
}
