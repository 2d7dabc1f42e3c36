package dev.sluice.proxy;

import dev.sluice.routing.ExternalAuth;
import dev.sluice.routing.HeaderChanges;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks by {@code envoy.service.auth.v3.Authorization/Check}. The numbers are those of the fields in its messages. */
final class GrpcAuthorization implements AuthorizationProtocol {
    private static final int FORBIDDEN = 403;

    private final RequestHead client;
    private final UpstreamRequest head;
    private final Buffer body;

    GrpcAuthorization(
            ExternalAuth auth,
            RequestHead client,
            HttpVersion version,
            DownstreamConnection connection,
            long epochMillis,
            long bodyLength,
            Buffer shownBody) {
        this.client = client;
        Headers headers = new Headers().add("content-type", "application/grpc").add("te", "trailers");
        head = new UpstreamRequest(
                HttpMethod.POST,
                "/envoy.service.auth.v3.Authorization/Check",
                auth.backend().endpoints().service(),
                headers);
        ProtoWriter http =
                new ProtoWriter().text(1, first(client, "x-request-id")).text(2, client.method());
        shown(auth, client, connection).forEach((name, value) -> http.entry(3, name, value));
        http.text(4, client.path() + client.query())
                .text(5, client.authority())
                .text(6, connection.scheme())
                .number(9, bodyLength)
                .text(
                        10,
                        version == HttpVersion.HTTP_2
                                ? "HTTP/2"
                                : version == HttpVersion.HTTP_1_0 ? "HTTP/1.0" : "HTTP/1.1");
        if (shownBody.length() > 0) {
            byte[] bytes = shownBody.getBytes();
            http.bytes(isText(bytes) ? 11 : 12, bytes);
        }
        ProtoWriter time = new ProtoWriter().number(1, epochMillis / 1_000).number(2, epochMillis % 1_000 * 1_000_000);
        ProtoWriter attributes = new ProtoWriter()
                .message(1, peer(connection.channel().remoteAddress()))
                .message(2, peer(connection.channel().localAddress()))
                .message(4, new ProtoWriter().message(1, time).message(2, http));
        body = GrpcMessage.framed(new ProtoWriter().message(1, attributes).toBytes());
    }

    private static String first(RequestHead client, String name) {
        String value = client.headers().get(name);
        return value == null ? "" : value;
    }

    private static Map<String, String> shown(ExternalAuth auth, RequestHead client, DownstreamConnection connection) {
        Map<String, String> shown = new TreeMap<>();
        if (auth.requestHeaders().isEmpty()) {
            for (String name : client.headers().names()) {
                String lower = name.toLowerCase(Locale.ROOT);
                if (!lower.startsWith(":")) {
                    put(shown, client, lower);
                }
            }
            shown.put(":method", client.method());
            shown.put(":path", client.path() + client.query());
            shown.put(":authority", client.authority());
            shown.put(":scheme", connection.scheme());
        } else {
            for (String name : auth.requestHeaders()) {
                put(shown, client, name);
            }
        }
        return shown;
    }

    private static void put(Map<String, String> shown, RequestHead client, String name) {
        String value = client.header(name);
        if (value != null) {
            shown.put(name, value);
        }
    }

    private static ProtoWriter peer(java.net.@Nullable SocketAddress address) {
        if (!(address instanceof InetSocketAddress socket)) {
            return new ProtoWriter();
        }
        ProtoWriter socketAddress =
                new ProtoWriter().text(2, socket.getAddress().getHostAddress()).number(3, socket.getPort());
        return new ProtoWriter().message(1, new ProtoWriter().message(1, socketAddress));
    }

    private static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException binary) {
            return false;
        }
    }

    @Override
    public UpstreamRequest head() {
        return head;
    }

    @Override
    public Buffer body() {
        return body;
    }

    @Override
    public Verdict read(int status, Headers headers, @Nullable Buffer answer, Headers trailers) {
        byte[] message = GrpcMessage.unframed(answer);
        if (status != 200 || !"0".equals(GrpcMessage.status(headers, trailers)) || message == null) {
            return new Verdict.Failed();
        }
        try {
            return response(new ProtoReader(message));
        } catch (IllegalArgumentException notOurs) {
            return new Verdict.Failed();
        }
    }

    private Verdict response(ProtoReader response) {
        long code = 0;
        Verdict denied = null;
        Verdict allowed = new Verdict.Allowed(AuthorizationProtocol.NO_CHANGES, AuthorizationProtocol.NO_CHANGES);
        for (int field = response.next(); field != 0; field = response.next()) {
            switch (field) {
                case 1 -> code = code(response.message());
                case 2 -> denied = denied(response.message());
                case 3 -> allowed = allowed(response.message());
                default -> response.skip();
            }
        }
        if (code == 0) {
            return allowed;
        }
        return denied == null
                ? new Verdict.Denied(FORBIDDEN, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer())
                : denied;
    }

    private static long code(ProtoReader status) {
        long code = 0;
        for (int field = status.next(); field != 0; field = status.next()) {
            if (field == 1) {
                code = status.number();
            } else {
                status.skip();
            }
        }
        return code;
    }

    private Verdict denied(ProtoReader message) {
        long status = FORBIDDEN;
        HeaderEdits edits = new HeaderEdits(MultiMap.caseInsensitiveMultiMap());
        String text = "";
        for (int field = message.next(); field != 0; field = message.next()) {
            switch (field) {
                case 1 -> status = code(message.message());
                case 2 -> edits.option(message.message(), true);
                case 3 -> text = message.text();
                default -> message.skip();
            }
        }
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        HeaderModification.apply(List.of(edits.changes()), headers);
        int shown = status < 200 || status > 599 ? FORBIDDEN : (int) status;
        return new Verdict.Denied(shown, headers, Buffer.buffer(text));
    }

    private Verdict allowed(ProtoReader message) {
        HeaderEdits request = new HeaderEdits(client.headers());
        HeaderEdits response = new HeaderEdits(MultiMap.caseInsensitiveMultiMap());
        for (int field = message.next(); field != 0; field = message.next()) {
            switch (field) {
                case 2 -> request.option(message.message(), false);
                case 5 -> request.remove(message.text());
                case 6 -> response.option(message.message(), true);
                // To let a request pass without what the service wants changed would not be what it has allowed.
                case 7, 8 -> throw new IllegalArgumentException("query parameters cannot be changed");
                default -> message.skip();
            }
        }
        return new Verdict.Allowed(request.changes(), response.changes());
    }

    /** Collects {@code HeaderValueOption}s. */
    private static final class HeaderEdits {
        private final MultiMap present;
        private final List<HeaderChanges.Header> set = new ArrayList<>();
        private final List<HeaderChanges.Header> add = new ArrayList<>();
        private final List<String> remove = new ArrayList<>();

        HeaderEdits(MultiMap present) {
            this.present = present;
        }

        void remove(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!lower.equals("host") && !lower.startsWith(":")) {
                remove.add(lower);
            }
        }

        /** @param appends whether a header is added to those of its name if the option does not say */
        void option(ProtoReader option, boolean appends) {
            String name = "";
            String value = "";
            boolean append = appends;
            long action = -1;
            for (int field = option.next(); field != 0; field = option.next()) {
                switch (field) {
                    case 1 -> {
                        ProtoReader header = option.message();
                        for (int part = header.next(); part != 0; part = header.next()) {
                            switch (part) {
                                case 1 -> name = header.text().toLowerCase(Locale.ROOT);
                                case 2, 3 -> value = header.text();
                                default -> header.skip();
                            }
                        }
                    }
                    case 2 -> append = code(option.message()) != 0;
                    case 3 -> action = option.number();
                    default -> option.skip();
                }
            }
            if (name.isEmpty() || name.startsWith(":") || name.equals("host")) {
                return;
            }
            if (HttpHeaderValidationUtil.validateToken(name) >= 0 || !HeaderValues.isValid(value)) {
                throw new IllegalArgumentException("no header");
            }
            HeaderChanges.Header header = new HeaderChanges.Header(name, value);
            boolean there = present.contains(name);
            if (action == 2 || (action <= 0 && !append) || (action == 3 && there)) {
                set.add(header);
            } else if (action <= 0 || (action == 1 && !there)) {
                add.add(header);
            }
        }

        HeaderChanges changes() {
            return new HeaderChanges(set, add, remove);
        }
    }
}
