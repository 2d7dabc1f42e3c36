package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.compile.CompileSettings;
import dev.sluice.proxy.ProxySettings;
import dev.sluice.routing.request.EncodedSlashes;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static Settings settings(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 100, new io.quarkus.runtime.configuration.DurationConverter())
                .withMapping(Settings.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(Settings.class);
    }

    @Test
    void defaultsAreThoseOfTheDataPlaneAndTheCompiler() {
        Settings settings = settings(Map.of());
        assertThat(ProxySettingsMapping.of(settings.proxy())).isEqualTo(ProxySettings.defaults());
        assertThat(settings.controllerName()).isEqualTo(CompileSettings.DEFAULT_CONTROLLER_NAME);
        assertThat(settings.managementPort()).isEqualTo(9000);
        assertThat(settings.accessLog().format()).isEqualTo(AccessLogFormat.NONE);
        assertThat(settings.standalone().addresses()).containsExactly("127.0.0.0/8");
        assertThat(settings.cluster().leaseDuration()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.cluster().leaseRenewDeadline())
                .isLessThan(settings.cluster().leaseDuration());
    }

    @Test
    void everySettingIsReadFromItsKey() {
        Map<String, String> keys = Map.ofEntries(
                Map.entry("sluice.proxy.tls-engine", "jdk"),
                Map.entry("sluice.proxy.limits.header-bytes", "1"),
                Map.entry("sluice.proxy.limits.headers", "2"),
                Map.entry("sluice.proxy.limits.request-line-bytes", "3"),
                Map.entry("sluice.proxy.limits.connections-per-socket", "4"),
                Map.entry("sluice.proxy.limits.concurrent-streams", "5"),
                Map.entry("sluice.proxy.limits.resets-per-window", "6"),
                Map.entry("sluice.proxy.limits.connections", "20"),
                Map.entry("sluice.proxy.limits.body-bytes-per-second", "21"),
                Map.entry("sluice.proxy.times.head", "7s"),
                Map.entry("sluice.proxy.times.keep-alive", "8s"),
                Map.entry("sluice.proxy.times.stream-idle", "9s"),
                Map.entry("sluice.proxy.times.tunnel-idle", "10s"),
                Map.entry("sluice.proxy.times.drain", "11s"),
                Map.entry("sluice.proxy.paths.merge-slashes", "false"),
                Map.entry("sluice.proxy.paths.encoded-slashes", "refuse"),
                Map.entry("sluice.proxy.forwarding.x-forwarded", "false"),
                Map.entry("sluice.proxy.forwarding.forwarded", "true"),
                Map.entry("sluice.proxy.forwarding.trusted-hops", "12"),
                Map.entry("sluice.proxy.forwarding.request-ids", "replace"),
                Map.entry("sluice.proxy.forwarding.via", "edge"),
                Map.entry("sluice.proxy.forwarding.via-in-responses", "true"),
                Map.entry("sluice.proxy.forwarding.client-certificate", "true"),
                Map.entry("sluice.proxy.upstreams.connect", "13s"),
                Map.entry("sluice.proxy.upstreams.connect-attempts", "14"),
                Map.entry("sluice.proxy.upstreams.connections", "15"),
                Map.entry("sluice.proxy.upstreams.waiting", "16"),
                Map.entry("sluice.proxy.upstreams.streams", "17"),
                Map.entry("sluice.proxy.upstreams.idle", "18s"),
                Map.entry("sluice.proxy.upstreams.balancing", "round-robin"),
                Map.entry("sluice.proxy.buffers.body", "22"),
                Map.entry("sluice.proxy.buffers.bodies", "23"),
                Map.entry("sluice.proxy.retries.percent", "24"),
                Map.entry("sluice.proxy.retries.least", "25"),
                Map.entry("sluice.proxy.retries.backoff", "26ms"),
                Map.entry("sluice.proxy.retries.most-backoff", "27s"),
                Map.entry("sluice.proxy.mirrors.concurrent", "28"),
                Map.entry("sluice.proxy.mirrors.answer", "29s"),
                Map.entry("sluice.proxy.authorization.answer", "30s"),
                Map.entry("sluice.proxy.authorization.answer-bytes", "31"),
                Map.entry("sluice.proxy.tracing.spans", "38"),
                Map.entry("sluice.proxy.tracing.batch", "39"),
                Map.entry("sluice.proxy.tracing.delay", "40ms"),
                Map.entry("sluice.proxy.tracing.answer", "41s"),
                Map.entry("sluice.proxy.datagrams.flows", "32"),
                Map.entry("sluice.proxy.datagrams.idle", "33s"),
                Map.entry("sluice.proxy.hosts.servers", "192.0.2.53,[2001:db8::53]:5353"),
                Map.entry("sluice.proxy.hosts.answer", "34s"),
                Map.entry("sluice.proxy.hosts.shortest", "35s"),
                Map.entry("sluice.proxy.hosts.longest", "36s"),
                Map.entry("sluice.proxy.hosts.hosts", "37"),
                Map.entry("sluice.proxy.hosts.local", "true"));
        assertThat(ProxySettingsMapping.of(settings(keys).proxy()))
                .isEqualTo(new ProxySettings(
                        new ProxySettings.Limits(1, 2, 3, 4, 20, 5, 6, 21),
                        new ProxySettings.Times(
                                Duration.ofSeconds(7),
                                Duration.ofSeconds(8),
                                Duration.ofSeconds(9),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(11)),
                        new ProxySettings.Paths(false, EncodedSlashes.REFUSE),
                        new ProxySettings.Forwarding(
                                false, true, 12, ProxySettings.RequestIds.REPLACE, "edge", true, true),
                        new ProxySettings.Upstreams(
                                Duration.ofSeconds(13),
                                14,
                                15,
                                16,
                                17,
                                Duration.ofSeconds(18),
                                ProxySettings.Balancing.ROUND_ROBIN),
                        new ProxySettings.Buffers(22, 23),
                        new ProxySettings.Retries(24, 25, Duration.ofMillis(26), Duration.ofSeconds(27)),
                        new ProxySettings.Mirrors(28, Duration.ofSeconds(29)),
                        new ProxySettings.Authorization(Duration.ofSeconds(30), 31),
                        new ProxySettings.Tracing(38, 39, Duration.ofMillis(40), Duration.ofSeconds(41)),
                        new ProxySettings.Datagrams(32, Duration.ofSeconds(33)),
                        new ProxySettings.Hosts(
                                List.of("192.0.2.53", "[2001:db8::53]:5353"),
                                Duration.ofSeconds(34),
                                Duration.ofSeconds(35),
                                Duration.ofSeconds(36),
                                37,
                                true),
                        ProxySettings.TlsEngine.JDK));
    }

    @Test
    void valuesThatContradictEachOtherAreRefused() {
        settings(Map.of()).checkForCluster();
        assertThatThrownBy(() -> settings(Map.of("sluice.shared-proxy.first-port", "20000"))
                        .checkForCluster())
                .hasMessageContaining("sluice.shared-proxy.first-port");
        assertThatThrownBy(() ->
                        settings(Map.of("sluice.management-port", "10001")).checkForCluster())
                .hasMessageContaining("sluice.management-port");
        assertThatThrownBy(() -> settings(Map.of("sluice.cluster.lease-renew-deadline", "15s"))
                        .checkForCluster())
                .hasMessageContaining("sluice.cluster.lease-retry-period");
    }

    @Test
    void aKeyThatDoesNotExistIsReported() {
        assertThatThrownBy(() -> settings(Map.of("sluice.proxy.limits.header-byte", "1")))
                .hasMessageContaining("sluice.proxy.limits.header-byte");
    }

    @Test
    void aValueThatDoesNotParseNamesItsKey() {
        assertThatThrownBy(() -> settings(Map.of("sluice.proxy.times.head", "soon")))
                .hasMessageContaining("sluice.proxy.times.head");
    }
}
