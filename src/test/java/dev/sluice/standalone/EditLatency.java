package dev.sluice.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Measures the time from an edit of a file to the first answer by what it says. No test: run {@link #main} from an IDE or
 * with the class path of the tests.
 */
final class EditLatency {
    private static final int WARM_UP = 200;
    private static final int EDITS = 500;

    private EditLatency() {}

    public static void main(String... args) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("sluice-edits");
        try (ServedDirectory served = new ServedDirectory(directory)) {
            TimeUnit.SECONDS.sleep(2);
            try (KeptConnection client = new KeptConnection(served.port())) {
                long[] replaced = new long[EDITS];
                long[] inPlace = new long[EDITS];
                int version = 0;
                for (int i = -WARM_UP; i < EDITS; i++) {
                    long begin = System.nanoTime();
                    served.replace(++version);
                    long middle = await(client, version);
                    served.writeInPlace(++version);
                    long end = await(client, version);
                    if (i >= 0) {
                        replaced[i] = middle - begin;
                        inPlace[i] = end - middle;
                    }
                }
                print("atomic replacement", replaced);
                print("write in place", inPlace);
            }
        }
    }

    private static long await(KeptConnection client, int version) throws IOException {
        while (client.ask() < version) {
            Thread.onSpinWait();
        }
        return System.nanoTime();
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "%s: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                what, nanos[EDITS / 2] / 1e6, nanos[EDITS * 99 / 100] / 1e6, nanos[EDITS - 1] / 1e6);
    }
}
