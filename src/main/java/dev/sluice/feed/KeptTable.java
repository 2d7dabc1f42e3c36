package dev.sluice.feed;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last table with its endpoints in a file that its owner alone may read, for it has private keys. It is replaced as a
 * whole.
 */
final class KeptTable {
    record Content(Map<EndpointKey, List<Endpoint>> endpoints, Frame table) {}

    private final Path file;

    KeptTable(Path file) {
        this.file = file;
    }

    /** Null if there is none. */
    @Nullable
    Content read() throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            Frame endpoints = Frame.read(in, Frame.LONGEST);
            Frame table = Frame.read(in, Frame.LONGEST);
            if (endpoints.type() != Frame.Type.ENDPOINTS || table.type() != Frame.Type.TABLE) {
                throw new IOException(file + " is no kept table");
            }
            return new Content(EndpointsMessage.read(endpoints).endpoints(), table);
        }
    }

    void write(Content content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(next)))) {
            new EndpointsMessage(content.endpoints()).frame().write(out);
            content.table().write(out);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
