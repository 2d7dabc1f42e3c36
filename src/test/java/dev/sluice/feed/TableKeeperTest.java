package dev.sluice.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.PortBinding;
import dev.sluice.routing.PortBinding.ServedBy;
import dev.sluice.routing.RouteTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one process keeps and the next one finds. */
class TableKeeperTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    private final EndpointDirectory live = new EndpointDirectory();
    private final AtomicReference<RouteTable> active = new AtomicReference<>(RouteTable.empty());

    @Test
    void theNextProcessFindsTableEndpointsAndKeys() throws Exception {
        Path file = directory.resolve("table");
        live.replace(Tables.ECHO, List.of(new Endpoint("10.0.0.1", 8080)));
        live.replace(new EndpointKey("default", "unused", 80), List.of(new Endpoint("10.0.0.2", 8080)));
        active.set(Tables.table(
                7,
                Tables.binding("default/shared", 8080, ServedBy.SHARED),
                Tables.binding("default/own", 9090, ServedBy.DEDICATED)));
        try (TableKeeper keeper = new TableKeeper(file, live, active::get)) {
            keeper.useSessionKeys(List.of(KEY));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        EndpointDirectory restored = new EndpointDirectory();
        try (TableKeeper next = new TableKeeper(file, restored, RouteTable::empty)) {
            TableKeeper.Kept kept = next.restore();
            assertThat(kept).isNotNull();
            assertThat(kept.table().generation()).isZero();
            assertThat(kept.table().ports()).extracting(PortBinding::gateway).containsExactly("default/shared");
            assertThat(kept.sessionKeys()).containsExactly(KEY);
        }
        assertThat(restored.keys()).containsExactly(Tables.ECHO);
        assertThat(restored.of(Tables.ECHO)).containsExactly(new Endpoint("10.0.0.1", 8080));
    }

    @Test
    void whatWasOnlyRestoredIsNotKeptAgain() throws Exception {
        Path file = directory.resolve("table");
        try (TableKeeper keeper = new TableKeeper(file, live, active::get)) {
            keeper.start();
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void aFileThatCannotBeReadIsAsNone() throws Exception {
        Path file = Files.writeString(directory.resolve("table"), "no table");
        try (TableKeeper keeper = new TableKeeper(file, live, active::get)) {
            assertThat(keeper.restore()).isNull();
        }
        assertThat(live.keys()).isEmpty();
    }
}
