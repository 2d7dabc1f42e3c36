package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.cli.Choice;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a start from working is said in a line that names the setting, its value and the remedy. */
class PreflightTest {
    @TempDir
    Path directory;

    private static SmallRyeConfigBuilder sources(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withSources(new PropertiesConfigSource(properties, "test", 100));
    }

    private static Settings settings(String... keysAndValues) throws RefusedStart {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return SettingsReader.read(sources(properties), Map.of()).getConfigMapping(Settings.class);
    }

    private static String refusedSetting(String key, String value) {
        RefusedStart refused = catchThrowableOfType(RefusedStart.class, () -> settings(key, value));
        assertThat(refused.code()).isEqualTo(2);
        return String.valueOf(refused.getMessage());
    }

    private RefusedStart refused(Choice choice, String... keysAndValues) {
        return catchThrowableOfType(RefusedStart.class, () -> {
            Preflight.checkInput(choice);
            Preflight.checkSettings(choice, settings(keysAndValues));
        });
    }

    @Test
    void valuesThatAreNone() {
        assertThat(refusedSetting("sluice.proxy.times.head", "10q"))
                .isEqualTo("the setting sluice.proxy.times.head is \"10q\"; write a duration such as 500ms, 10s or 5m");
        assertThat(refusedSetting("sluice.proxy.limits.headers", "many"))
                .isEqualTo("the setting sluice.proxy.limits.headers is \"many\"; write a whole number");
        assertThat(refusedSetting("sluice.proxy.tls-engine", "rusttls"))
                .isEqualTo("the setting sluice.proxy.tls-engine is \"rusttls\"; write one of auto, jdk, openssl");
        assertThat(refusedSetting("sluice.management-port", ""))
                .isEqualTo(
                        "the setting sluice.management-port is empty; give it a value, or leave it out for its default");
        assertThat(refusedSetting("sluice.managment-port", "9001"))
                .startsWith("there is no setting sluice.managment-port (from ")
                .endsWith("; is sluice.management-port meant?");
    }

    @Test
    void aSettingIsNamedAsItWasGiven() {
        RefusedStart refused = catchThrowableOfType(
                RefusedStart.class,
                () -> SettingsReader.read(
                        sources(Map.of("sluice.proxy.times.head", "10q")), Map.of("SLUICE_PROXY_TIMES_HEAD", "10q")));
        assertThat(refused)
                .hasMessageStartingWith(
                        "the environment variable SLUICE_PROXY_TIMES_HEAD (setting sluice.proxy.times.head) is \"10q\"; ");
    }

    @Test
    void variablesThatAreNoSettingsAreNamed() {
        assertThat(SettingsReader.unknownVariables(Map.of(
                        "SLUICE_MANAGMENT_PORT", "1",
                        "SLUICE_PROXY_TIMES_HEAD", "1s",
                        "SLUICE_STANDALONE_ADDRESSES_0_", "127.0.0.1",
                        "SLUICE_SERVICE_HOST", "10.0.0.1",
                        "SLUICE_PORT", "tcp://10.0.0.1:9000",
                        "SLUICE_PORT_9000_TCP_ADDR", "10.0.0.1",
                        "PATH", "/bin")))
                .containsExactly("the environment variable SLUICE_MANAGMENT_PORT is no setting and has no effect; is"
                        + " SLUICE_MANAGEMENT_PORT meant?");
    }

    @Test
    void directoriesThatCannotBeServed() throws IOException {
        RefusedStart missing = refused(new Choice.Standalone(directory.resolve("nowhere")));
        assertThat(missing).hasMessageContaining("nowhere does not exist; give the one that holds the YAML files");
        assertThat(missing.code()).isEqualTo(2);
        Path file = Files.writeString(directory.resolve("a.yaml"), "");
        assertThat(refused(new Choice.Standalone(file))).hasMessageContaining("a.yaml is a file; give the directory");
    }

    @Test
    void addressesThatAreNone() {
        assertThat(refused(new Choice.Standalone(directory), "sluice.standalone.addresses", "10.0.0.0/99"))
                .hasMessage("the setting sluice.standalone.addresses is \"10.0.0.0/99\": \"10.0.0.0/99\" has no valid"
                        + " prefix length; write IP addresses and CIDRs such as 127.0.0.1 or 192.0.2.0/28");
        assertThat(refused(new Choice.Operator(), "sluice.shared-proxy.last-port", "70000"))
                .hasMessageContaining("sluice.shared-proxy.first-port and last-port must be a range");
    }

    @Test
    void aManagementPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            RefusedStart refused = refused(
                    new Choice.Standalone(directory), "sluice.management-port", Integer.toString(taken.getLocalPort()));
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused)
                    .hasMessageStartingWith("the management port " + taken.getLocalPort() + " cannot be opened (")
                    .hasMessageEndingWith("or set sluice.management-port (SLUICE_MANAGEMENT_PORT) to a free one");
        }
        assertThatCode(() -> Preflight.checkSettings(
                        new Choice.Standalone(directory), settings("sluice.management-port", "0")))
                .doesNotThrowAnyException();
    }
}
