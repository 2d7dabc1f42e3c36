package dev.sluice.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Ready and started mean that this replica serves a table made from a complete snapshot. */
public final class ServingHealth {
    private ServingHealth() {}

    private static HealthCheckResponse response(Lifecycle lifecycle, boolean up) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("serving")
                .status(up)
                .withData("phase", lifecycle.phase().name());
        return lifecycle.phase() == Lifecycle.Phase.STARTING
                ? response.withData("awaits", String.join(", ", lifecycle.awaited()))
                        .build()
                : response.build();
    }

    /** True from the first published table until draining begins. */
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
            return response(lifecycle, lifecycle.phase() == Lifecycle.Phase.SERVING);
        }
    }

    /** True from the first published table on. */
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
            return response(lifecycle, lifecycle.phase() != Lifecycle.Phase.STARTING);
        }
    }
}
