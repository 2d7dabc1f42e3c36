package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionKeyFileTest {
    @TempDir
    private Path directory;

    @Test
    void theKeyIsMadeOnceAndForItsOwnerAlone() throws IOException {
        Path file = directory.resolve("key");
        byte[] key = SessionKeyFile.readOrMake(file);
        assertThat(key).hasSize(32);
        assertThat(SessionKeyFile.readOrMake(file)).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(SessionKeyFile.readOrMake(directory.resolve("other"))).isNotEqualTo(key);
    }

    @Test
    void aFileThatIsTooShortIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("short"), "secret");
        assertThatThrownBy(() -> SessionKeyFile.readOrMake(file)).hasMessageContaining("session-key-file");
    }
}
