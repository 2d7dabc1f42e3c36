package dev.sluice.app;

import dev.sluice.cli.Choice;
import dev.sluice.cli.SluiceCommand;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.Map;

/**
 * The entry point. What only computes is over before Quarkus starts; the rest starts it and runs as
 * {@link SluiceApplication}.
 */
@QuarkusMain
public final class SluiceMain {
    private SluiceMain() {}

    public static void main(String... args) {
        Choice choice = choose(args);
        switch (choice) {
            case Choice.Exit(int code) -> System.exit(code);
            case Choice.Operator _, Choice.Standalone _, Choice.Proxy _ -> {
                if (choice instanceof Choice.Proxy) {
                    // Controllers come and go; the JDK would remember their addresses for half a minute.
                    Security.setProperty("networkaddress.cache.ttl", "1");
                }
                // Configuration cannot count processors; the default of sluice.proxy.event-loops is made of this.
                System.setProperty(
                        "dev.sluice.processors",
                        Integer.toString(Runtime.getRuntime().availableProcessors()));
                check(choice);
                Quarkus.run(SluiceApplication.class, args);
            }
        }
    }

    /** Ends the process if it could not do what is asked for. */
    private static void check(Choice choice) {
        Map<String, String> environment = System.getenv();
        try {
            Preflight.checkInput(choice);
            if (ImageMode.current() == ImageMode.NATIVE_RUN) {
                // The sources of settings cannot be discovered there; Quarkus knows them from the build.
                return;
            }
            Settings settings = SettingsReader.read(SettingsReader.allSources(), environment)
                    .getConfigMapping(Settings.class);
            SettingsReader.unknownVariables(environment).forEach(line -> System.err.println("sluice: " + line));
            Preflight.checkSettings(choice, settings);
        } catch (RefusedStart refused) {
            System.err.println("sluice: " + refused.getMessage());
            System.exit(refused.code());
        }
    }

    static Choice choose(String... args) {
        boolean inCluster = System.getenv("KUBERNETES_SERVICE_HOST") != null;
        return new SluiceCommand(
                        System.in,
                        new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, false, StandardCharsets.UTF_8))
                .run(inCluster, args);
    }
}
