package dev.sluice.app;

import dev.sluice.proxy.ProxySettings;
import java.util.List;

/** Settings as the data plane takes them. */
final class ProxySettingsMapping {
    private ProxySettingsMapping() {}

    static ProxySettings of(DataPlaneSettings settings) {
        return new ProxySettings(
                new ProxySettings.Limits(
                        settings.limits().headerBytes(),
                        settings.limits().headers(),
                        settings.limits().requestLineBytes(),
                        settings.limits().connectionsPerSocket(),
                        settings.limits().connections(),
                        settings.limits().concurrentStreams(),
                        settings.limits().resetsPerWindow(),
                        settings.limits().bodyBytesPerSecond()),
                new ProxySettings.Times(
                        settings.times().head(),
                        settings.times().keepAlive(),
                        settings.times().streamIdle(),
                        settings.times().tunnelIdle(),
                        settings.times().drain()),
                new ProxySettings.Paths(
                        settings.paths().mergeSlashes(), settings.paths().encodedSlashes()),
                new ProxySettings.Forwarding(
                        settings.forwarding().xForwarded(),
                        settings.forwarding().forwarded(),
                        settings.forwarding().trustedHops(),
                        settings.forwarding().requestIds(),
                        settings.forwarding().via().orElse(""),
                        settings.forwarding().viaInResponses(),
                        settings.forwarding().clientCertificate()),
                new ProxySettings.Upstreams(
                        settings.upstreams().connect(),
                        settings.upstreams().connectAttempts(),
                        settings.upstreams().connections(),
                        settings.upstreams().waiting(),
                        settings.upstreams().streams(),
                        settings.upstreams().idle(),
                        settings.upstreams().balancing()),
                new ProxySettings.Buffers(
                        settings.buffers().body(), settings.buffers().bodies()),
                new ProxySettings.Retries(
                        settings.retries().percent(),
                        settings.retries().least(),
                        settings.retries().backoff(),
                        settings.retries().mostBackoff()),
                new ProxySettings.Mirrors(
                        settings.mirrors().concurrent(), settings.mirrors().answer()),
                new ProxySettings.Authorization(
                        settings.authorization().answer(),
                        settings.authorization().answerBytes()),
                new ProxySettings.Tracing(
                        settings.tracing().spans(),
                        settings.tracing().batch(),
                        settings.tracing().delay(),
                        settings.tracing().answer()),
                new ProxySettings.Datagrams(
                        settings.datagrams().flows(), settings.datagrams().idle()),
                new ProxySettings.Hosts(
                        settings.hosts().servers().orElse(List.of()),
                        settings.hosts().answer(),
                        settings.hosts().shortest(),
                        settings.hosts().longest(),
                        settings.hosts().hosts(),
                        settings.hosts().local()),
                settings.tlsEngine());
    }
}
