package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.proxy.ProxySettings.Hosts;
import dev.sluice.routing.Backend;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RouteTable;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backends that are names of the DNS. */
class HostAddressesTest {
    private NameServer names;
    private Proxy proxy;

    @BeforeEach
    void start() throws IOException {
        names = new NameServer();
    }

    @AfterEach
    void stop() {
        assertThat(proxy.recorder.bugs).isEmpty();
        proxy.close();
        names.close();
    }

    private void start(boolean local, int hosts) {
        proxy = new Proxy(ProxySettings.defaults()
                .with(new Hosts(
                        List.of(names.address()),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        hosts,
                        local)));
    }

    private void serve(EndpointKey... hosts) throws Exception {
        var report = proxy.plane
                .serve(new RouteTable(
                        System.nanoTime(),
                        List.of(Tables.binding(
                                proxy.port,
                                Tables.prefix(
                                        "/",
                                        Tables.weighted(1, new Backend.Service(hosts[0], Backend.Protocol.HTTP1))))),
                        Map.of(),
                        Set.of(hosts)))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        assertThat(report.failures()).isEmpty();
    }

    private String get() throws IOException {
        return proxy.exchange("GET / HTTP/1.1\r\nHost: a.example.com\r\nConnection: close\r\n\r\n");
    }

    private void awaitAddresses(EndpointKey host, String... addresses) {
        List<Endpoint> wanted = Arrays.stream(addresses)
                .map(address -> new Endpoint(address, host.port()))
                .toList();
        Eventually.holds(() -> List.of(proxy.endpoints.of(host)).equals(wanted));
    }

    @Test
    void requestsGoToTheAddressesThatAreInForce() throws Exception {
        start(true, 10);
        EchoBackend backend = new EchoBackend(proxy.vertx, "outside");
        EndpointKey host = EndpointKey.ofHost("api.example.com", backend.port());
        names.knows("api.example.com", "127.0.0.1");
        serve(host);
        awaitAddresses(host, "127.0.0.1");
        assertThat(get()).startsWith("HTTP/1.1 200 ");
        assertThat(backend.last().host()).isEqualTo("a.example.com");

        names.knows("api.example.com", "127.0.0.3", "127.0.0.2", "127.0.0.3");
        awaitAddresses(host, "127.0.0.2", "127.0.0.3");
        backend.close();
    }

    @Test
    void theLastAddressesStayWhileThereIsNoAnswer() throws Exception {
        start(true, 10);
        EndpointKey host = EndpointKey.ofHost("api.example.com", 443);
        names.knows("api.example.com", "198.51.100.1");
        serve(host);
        awaitAddresses(host, "198.51.100.1");

        names.forget("api.example.com");
        Eventually.holds(() -> proxy.recorder.hostsUnknown.size() >= 2);
        assertThat(proxy.recorder.hostsUnknown).allMatch(host::equals);
        awaitAddresses(host, "198.51.100.1");

        names.silent(true);
        int before = proxy.recorder.hostsUnknown.size();
        Eventually.holds(() -> proxy.recorder.hostsUnknown.size() > before);
        awaitAddresses(host, "198.51.100.1");

        names.silent(false);
        names.knows("api.example.com", "198.51.100.2");
        awaitAddresses(host, "198.51.100.2");
    }

    @Test
    void anAnswerCountsForNoLongerThanTheLongestTime() throws Exception {
        start(true, 10);
        names.timeToLive(86_400);
        EndpointKey host = EndpointKey.ofHost("api.example.com", 443);
        names.knows("api.example.com", "198.51.100.1");
        serve(host);
        awaitAddresses(host, "198.51.100.1");
        Eventually.holds(() -> names.asked("api.example.com") > 2);
    }

    @Test
    void addressesOfThisMachineAndLinkAreNotReached() throws Exception {
        start(false, 10);
        EchoBackend backend = new EchoBackend(proxy.vertx, "inside");
        EndpointKey host = EndpointKey.ofHost("rebound.example.com", backend.port());
        names.knows("rebound.example.com", "198.51.100.1");
        serve(host);
        awaitAddresses(host, "198.51.100.1");

        for (String address : List.of(
                "127.0.0.1", "169.254.169.254", "0.0.0.0", "0.1.2.3", "::1", "fe80::1", "64:ff9b::7f00:1", "ff02::1")) {
            names.knows("rebound.example.com", address);
            awaitAddresses(host);
            assertThat(get()).startsWith("HTTP/1.1 503 ");
            names.knows("rebound.example.com", address, "198.51.100.1");
            awaitAddresses(host, "198.51.100.1");
        }
        assertThat(backend.seen()).isEmpty();
        backend.close();
    }

    @Test
    void ofBothFamiliesOneIsUsed() throws Exception {
        start(true, 10);
        EndpointKey both = EndpointKey.ofHost("both.example.com", 443);
        EndpointKey new6 = EndpointKey.ofHost("new.example.com", 443);
        names.knows("both.example.com", "198.51.100.1", "2001:db8::1");
        names.knows("new.example.com", "2001:db8::1");
        serve(both, new6);
        awaitAddresses(new6, "2001:db8::1");
        Eventually.holds(() -> proxy.endpoints.of(both).length == 1);
    }

    @Test
    void hostsComeAndGoWithTheTableAndAreBounded() throws Exception {
        start(true, 2);
        EndpointKey one = EndpointKey.ofHost("one.example.com", 443);
        EndpointKey two = EndpointKey.ofHost("two.example.com", 443);
        EndpointKey three = EndpointKey.ofHost("three.example.com", 443);
        for (String name : List.of("one", "two", "three")) {
            names.knows(name + ".example.com", "198.51.100.1");
        }
        serve(one, two);
        awaitAddresses(one, "198.51.100.1");
        awaitAddresses(two, "198.51.100.1");
        serve(two, three);
        awaitAddresses(three, "198.51.100.1");
        awaitAddresses(one);
        serve(one, two, three);
        Eventually.holds(() -> proxy.recorder.hostsUnknown.contains(one));
        assertThat(proxy.endpoints.of(one)).isEmpty();
    }
}
