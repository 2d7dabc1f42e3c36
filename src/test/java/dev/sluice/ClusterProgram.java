package dev.sluice;

import java.nio.file.Path;

/** The programs that conformance/cluster and conformance/olm build. */
public final class ClusterProgram {
    private ClusterProgram() {}

    /** Where the program of a name is, if it was built. */
    public static Path of(String name) {
        String home = System.getenv("CLUSTER_HOME");
        Path directory = home == null || home.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache/gateway-cluster")
                : Path.of(home);
        return directory.resolve("bin").resolve(name);
    }
}
