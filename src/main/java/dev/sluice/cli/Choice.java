package dev.sluice.cli;

import java.nio.file.Path;

/** What a command line asks for. */
public sealed interface Choice {
    /** It is answered already: end with this exit code. */
    record Exit(int code) implements Choice {}

    /** Serve the files of a directory. */
    record Standalone(Path directory) implements Choice {}

    /** Be the controller and data plane of a cluster. */
    record Operator() implements Choice {}

    /** Be the data plane of one Gateway, fed by the controllers. */
    record Proxy() implements Choice {}
}
