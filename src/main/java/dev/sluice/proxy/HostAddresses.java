package dev.sluice.proxy;

import dev.sluice.proxy.ProxySettings.Hosts;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointDirectory;
import dev.sluice.routing.EndpointKey;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the addresses of the hosts that a table names in the directory: asks the DNS again when their time to live is
 * over, and keeps the last ones while it has no answer. Names are asked for as they are, without search domains. Runs on
 * one event loop and never blocks it.
 */
final class HostAddresses {
    private static final int CONCURRENT = 64;
    private static final int MOST_ADDRESSES = 64;
    private static final int MOST_DOUBLINGS = 16;

    private final EndpointDirectory directory;
    private final Hosts settings;
    private final ProxyObserver observer;
    private final EventLoop loop;
    private final Supplier<DnsNameResolver> resolvers;
    private final ExternalAddresses allowed;
    private final boolean preferIpv6;
    private final Map<EndpointKey, Host> followed = new HashMap<>();
    private final Queue<Host> due = new ArrayDeque<>();
    private int asking;
    /** Made with the first host, for it has a socket of its own. */
    private @Nullable DnsNameResolver resolver;

    private final class Host {
        private final EndpointKey key;
        private boolean gone;
        private boolean known;
        private int failures;
        private @Nullable ScheduledFuture<?> next;

        Host(EndpointKey key) {
            this.key = key;
        }
    }

    /** The addresses of one family and for how long they count, in seconds. */
    private record Answer(List<InetAddress> addresses, long seconds) {
        static final Answer NONE = new Answer(List.of(), Long.MAX_VALUE);
    }

    HostAddresses(VertxInternal vertx, EndpointDirectory directory, Hosts settings, ProxyObserver observer) {
        this.directory = directory;
        this.settings = settings;
        this.observer = observer;
        this.allowed = new ExternalAddresses(settings.local());
        this.preferIpv6 = hasOnlyIpv6();
        ContextInternal context = vertx.createEventLoopContext();
        loop = context.nettyEventLoop();
        resolvers = () -> resolver(vertx);
    }

    private DnsNameResolver resolver(VertxInternal vertx) {
        DnsNameResolverBuilder builder = new DnsNameResolverBuilder(loop)
                .channelFactory(() -> vertx.transport().datagramChannel())
                .queryTimeoutMillis(settings.answer().toMillis())
                .searchDomains(List.of())
                .ndots(1);
        if (!settings.servers().isEmpty()) {
            builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(
                    settings.servers().stream().map(HostAddresses::server).toArray(InetSocketAddress[]::new)));
        }
        return builder.build();
    }

    /** {@code address} or {@code address:port}; an IPv6 address with a port is in brackets. */
    private static InetSocketAddress server(String text) {
        if (text.indexOf(':') < 0 || (text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("["))) {
            return new InetSocketAddress(text, 53);
        }
        Endpoint endpoint = Endpoint.parse(text);
        return new InetSocketAddress(endpoint.address(), endpoint.port());
    }

    private static boolean hasOnlyIpv6() {
        try {
            boolean ipv6 = false;
            for (InetAddress address : LocalAddresses.now()) {
                if (!address.isLoopbackAddress()) {
                    if (address.getAddress().length == 4) {
                        return false;
                    }
                    ipv6 = true;
                }
            }
            return ipv6;
        } catch (SocketException unknown) {
            return false;
        }
    }

    /** Follows these hosts and no others. Safe to use from any thread. */
    void follow(Set<EndpointKey> hosts) {
        loop.execute(() -> {
            followed.values().removeIf(host -> !hosts.contains(host.key) && forget(host));
            for (EndpointKey key : hosts) {
                if (!followed.containsKey(key)) {
                    if (followed.size() < settings.hosts()) {
                        Host host = new Host(key);
                        followed.put(key, host);
                        due.add(host);
                    } else {
                        observer.hostUnknown(key, "more hosts than sluice.proxy.hosts.hosts allows");
                    }
                }
            }
            askNext();
        });
    }

    private boolean forget(Host host) {
        host.gone = true;
        if (host.next != null) {
            host.next.cancel(false);
        }
        due.remove(host);
        directory.remove(host.key);
        return true;
    }

    private void askNext() {
        for (Host host = asking < CONCURRENT ? due.poll() : null;
                host != null;
                host = asking < CONCURRENT ? due.poll() : null) {
            ask(host);
        }
    }

    private void ask(Host host) {
        asking++;
        DnsNameResolver asked = resolver == null ? resolvers.get() : resolver;
        resolver = asked;
        Future<List<DnsRecord>> ipv4 = asked.resolveAll(question(host, DnsRecordType.A));
        Future<List<DnsRecord>> ipv6 = asked.resolveAll(question(host, DnsRecordType.AAAA));
        ipv4.addListener(_ -> ipv6.addListener(_ -> {
            asking--;
            answered(host, answer(ipv4), answer(ipv6), ipv4.cause());
            askNext();
        }));
    }

    private static DefaultDnsQuestion question(Host host, DnsRecordType type) {
        return new DefaultDnsQuestion(host.key.service() + ".", type);
    }

    private static Answer answer(Future<List<DnsRecord>> done) {
        if (!done.isSuccess()) {
            return Answer.NONE;
        }
        List<InetAddress> addresses = new ArrayList<>();
        long seconds = Long.MAX_VALUE;
        for (DnsRecord dnsRecord : done.getNow()) {
            if (dnsRecord instanceof DnsRawRecord raw && addresses.size() < MOST_ADDRESSES) {
                byte[] bytes = new byte[raw.content().readableBytes()];
                raw.content().getBytes(raw.content().readerIndex(), bytes);
                try {
                    addresses.add(InetAddress.getByAddress(bytes));
                    seconds = Math.min(seconds, raw.timeToLive());
                } catch (UnknownHostException noAddress) {
                    // Neither 4 nor 16 bytes.
                }
            }
            ReferenceCountUtil.release(dnsRecord);
        }
        return new Answer(addresses, seconds);
    }

    private void answered(Host host, Answer ipv4, Answer ipv6, @Nullable Throwable cause) {
        if (host.gone) {
            return;
        }
        Answer first = preferIpv6 ? ipv6 : ipv4;
        Answer second = preferIpv6 ? ipv4 : ipv6;
        List<Endpoint> usable = allowed.of(first.addresses(), host.key.port());
        Answer used = usable.isEmpty() ? second : first;
        if (usable.isEmpty()) {
            usable = allowed.of(second.addresses(), host.key.port());
        }
        long delay;
        if (usable.isEmpty()) {
            boolean refused = !ipv4.addresses().isEmpty() || !ipv6.addresses().isEmpty();
            if (refused) {
                // What it stands for now is not to be reached, so neither is what it stood for before.
                directory.replace(host.key, List.of());
            }
            delay = Math.min(
                    settings.longest().toMillis(),
                    settings.shortest().toMillis() << Math.min(host.failures++, MOST_DOUBLINGS));
            observer.hostUnknown(
                    host.key,
                    refused
                            ? "all of its addresses are local ones, which sluice.proxy.hosts.local does not allow"
                            : cause == null ? "it has no addresses" : String.valueOf(cause.getMessage()));
        } else {
            host.failures = 0;
            if (!host.known || !usable.equals(List.of(directory.of(host.key)))) {
                host.known = true;
                directory.replace(host.key, usable);
            }
            delay = Math.clamp(
                    TimeUnit.SECONDS.toMillis(Math.min(used.seconds(), Integer.MAX_VALUE)),
                    settings.shortest().toMillis(),
                    settings.longest().toMillis());
        }
        host.next = loop.schedule(
                () -> {
                    due.add(host);
                    askNext();
                },
                delay,
                TimeUnit.MILLISECONDS);
    }

    /** Asks nothing any more. */
    void close() {
        loop.execute(() -> {
            followed.values().forEach(this::forget);
            followed.clear();
            if (resolver != null) {
                resolver.close();
            }
        });
    }
}
