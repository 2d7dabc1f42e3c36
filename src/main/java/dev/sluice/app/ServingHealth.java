package dev.sluice.app;

import dev.sluice.app.Lifecycle.Phase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** What the probes answer. */
public final class ServingHealth {
    private ServingHealth() {}

    /** True while this replica serves a table made from a complete snapshot, until draining begins. */
    @Readiness
    @ApplicationScoped
    public static class Ready implements HealthCheck {
        private final Lifecycle lifecycle;

        @Inject
        Ready(Lifecycle lifecycle) {
            this.lifecycle = lifecycle;
        }

        @Override
        public HealthCheckResponse call() {
            Phase phase = lifecycle.phase();
            HealthCheckResponseBuilder response = HealthCheckResponse.named("serving")
                    .status(phase == Phase.SERVING)
                    .withData("phase", phase.name());
            return phase == Phase.STARTING
                    ? response.withData("awaits", String.join(", ", lifecycle.awaited()))
                            .build()
                    : response.build();
        }
    }

    /**
     * True once the process is set up. It does not wait for the first table: that may need CRDs that somebody installs
     * later, or an API server that is away, and to be killed meanwhile would help nobody.
     */
    @Startup
    @ApplicationScoped
    public static class Started implements HealthCheck {
        private final Lifecycle lifecycle;

        @Inject
        Started(Lifecycle lifecycle) {
            this.lifecycle = lifecycle;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("started")
                    .status(lifecycle.mode() != null)
                    .build();
        }
    }

    /** False if a thread has ended without which nothing new would be served: a restart helps then. */
    @Liveness
    @ApplicationScoped
    public static class Alive implements HealthCheck {
        private final Lifecycle lifecycle;

        @Inject
        Alive(Lifecycle lifecycle) {
            this.lifecycle = lifecycle;
        }

        @Override
        public HealthCheckResponse call() {
            Mode mode = lifecycle.mode();
            return HealthCheckResponse.named("control loop")
                    .status(mode == null || mode.isAlive())
                    .build();
        }
    }
}
