package dev.sluice.app;

import dev.sluice.cli.Choice;
import dev.sluice.compile.CompileSettings.Addressing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What is looked at before anything is begun. */
final class Preflight {
    private Preflight() {}

    /** Refuses input that cannot be read. */
    static void checkInput(Choice choice) throws RefusedStart {
        if (choice instanceof Choice.Standalone(Path directory)) {
            checkDirectory(directory);
        }
    }

    /**
     * Refuses settings with which a start would fail.
     *
     * @param choice what is to run
     */
    static void checkSettings(Choice choice, Settings settings) throws RefusedStart {
        switch (choice) {
            case Choice.Standalone _ -> checkPool(settings.standalone().addresses());
            case Choice.Operator _ -> checkCluster(settings);
            case Choice.Proxy _ -> checkIdentity(settings.feed().identity());
            case Choice.Exit _ -> {
                return;
            }
        }
        checkPort(settings.managementPort());
    }

    private static void checkDirectory(Path directory) throws RefusedStart {
        String name = "the directory " + directory;
        if (!Files.exists(directory)) {
            throw refused(name + " does not exist; give the one that holds the YAML files");
        }
        if (!Files.isDirectory(directory)) {
            throw refused(directory + " is a file; give the directory that it is in");
        }
        try (var entries = Files.newDirectoryStream(directory)) {
            boolean _ = entries.iterator().hasNext();
        } catch (NoSuchFileException _) {
            throw refused(name + " does not exist");
        } catch (IOException e) {
            throw refused(name + " cannot be read; give this user the right to read it (" + e + ")");
        }
    }

    private static void checkPool(List<String> addresses) throws RefusedStart {
        try {
            new Addressing.Pool(addresses);
        } catch (IllegalArgumentException e) {
            throw refused("the setting sluice.standalone.addresses is \"" + String.join(",", addresses) + "\": "
                    + e.getMessage() + "; write IP addresses and CIDRs such as 127.0.0.1 or 192.0.2.0/28");
        }
    }

    private static void checkCluster(Settings settings) throws RefusedStart {
        try {
            settings.checkForCluster();
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static void checkIdentity(Path directory) throws RefusedStart {
        if (!Files.isDirectory(directory)) {
            throw refused("the setting sluice.feed.identity is \"" + directory
                    + "\", which is no directory; a controller makes the Secret that is mounted there");
        }
    }

    private static void checkPort(int port) throws RefusedStart {
        if (port < 0 || port > 65_535) {
            throw refused("the setting sluice.management-port is \"" + port + "\"; write a port from 1 to 65535");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            throw new RefusedStart(
                    RefusedStart.FAILURE,
                    "the management port " + port + " cannot be opened (" + e.getMessage()
                            + "); end what uses it, perhaps another Sluice, or set sluice.management-port"
                            + " (SLUICE_MANAGEMENT_PORT) to a free one");
        }
    }

    private static RefusedStart refused(String message) {
        return new RefusedStart(RefusedStart.USAGE, message);
    }
}
