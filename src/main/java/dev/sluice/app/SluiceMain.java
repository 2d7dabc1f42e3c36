package dev.sluice.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The entry point. */
@QuarkusMain
public final class SluiceMain {
    private SluiceMain() {}

    public static void main(String... args) {
        Quarkus.run(App.class, args);
    }

    /** App. */
    public static final class App implements QuarkusApplication {
        @Override
        public int run(String... args) {
            Quarkus.waitForExit();
            return 0;
        }
    }
}
