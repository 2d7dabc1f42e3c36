package dev.sluice.proxy;

import dev.sluice.routing.ExternalAuth;
import dev.sluice.routing.HeaderChanges;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks with a copy of the request's head (HTTPAuthConfig). */
final class HttpAuthorization implements AuthorizationProtocol {
    private final ExternalAuth.Protocol.Http protocol;
    private final UpstreamRequest head;
    private final Buffer body;

    HttpAuthorization(
            ExternalAuth auth,
            ExternalAuth.Protocol.Http protocol,
            HttpMethod method,
            RequestHead client,
            Buffer body) {
        this.protocol = protocol;
        this.body = body;
        Headers headers = new Headers();
        copy(client.headers(), "authorization", headers);
        for (int i = 0; i < auth.requestHeaders().size(); i++) {
            String name = auth.requestHeaders().get(i);
            if (!name.equals("authorization") && !name.equals("host") && !HopByHop.framing(name)) {
                copy(client.headers(), name, headers);
            }
        }
        headers.set("content-length", Integer.toString(body.length()));
        head = new UpstreamRequest(
                method,
                protocol.pathPrefix() + client.path() + client.query(),
                client.authority().isEmpty() ? null : client.authority(),
                headers);
    }

    private static void copy(MultiMap from, String name, MultiMap to) {
        for (String value : from.getAll(name)) {
            to.add(name, value);
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
        if (status == 200) {
            return new Verdict.Allowed(changes(headers), AuthorizationProtocol.NO_CHANGES);
        }
        if (status >= 500) {
            return new Verdict.Failed();
        }
        MultiMap shown = MultiMap.caseInsensitiveMultiMap();
        if (status < 300) {
            return new Verdict.Denied(403, shown, Buffer.buffer());
        }
        for (Map.Entry<String, String> header : headers) {
            if (!HopByHop.framing(header.getKey()) && !header.getKey().startsWith(":")) {
                shown.add(header.getKey(), header.getValue());
            }
        }
        return new Verdict.Denied(status, shown, answer == null ? Buffer.buffer() : answer);
    }

    /** A header that only the service may give is taken from the client, so that nobody can pretend to have it. */
    private HeaderChanges changes(MultiMap headers) {
        List<String> remove = new ArrayList<>();
        List<HeaderChanges.Header> add = new ArrayList<>();
        if (protocol.responseHeaders().isEmpty()) {
            for (Map.Entry<String, String> header : headers) {
                String name = header.getKey().toLowerCase(Locale.ROOT);
                if (!isOfTheAnswer(name)) {
                    remove.add(name);
                    add.add(new HeaderChanges.Header(name, header.getValue()));
                }
            }
        } else {
            for (String name : protocol.responseHeaders()) {
                if (!name.equals("host")) {
                    remove.add(name);
                    for (String value : headers.getAll(name)) {
                        add.add(new HeaderChanges.Header(name, value));
                    }
                }
            }
        }
        return new HeaderChanges(List.of(), add, remove);
    }

    /** What describes the answer itself and would be wrong of the request (RFC 9110, section 8). */
    private static boolean isOfTheAnswer(String name) {
        return name.startsWith(":")
                || HopByHop.framing(name)
                || name.startsWith("content-")
                || switch (name) {
                    case "host", "authority", "date", "server", "trailer" -> true;
                    default -> false;
                };
    }
}
