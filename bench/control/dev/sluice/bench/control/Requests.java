package dev.sluice.bench.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** Requests to the Gateway, each waited for. */
final class Requests {
    private static final long LONGEST_SECONDS = 20;

    private final HttpClient client;
    private final SocketAddress gateway;

    /** What came back: of a request that got no answer the code is 0 and the body says why. */
    record Answer(int code, String body, String version) {}

    Requests(Vertx vertx, String address) {
        gateway = SocketAddress.inetSocketAddress(80, address);
        client = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(64));
    }

    Answer get(String host, String path) {
        RequestOptions options = new RequestOptions()
                .setServer(gateway)
                .setHost(host)
                .setPort(80)
                .setMethod(HttpMethod.GET)
                .setURI(path);
        Future<Answer> answer = client.request(options)
                .compose(request -> request.send()
                        .compose(response -> response.body()
                                .map(body -> new Answer(
                                        response.statusCode(),
                                        body.toString(),
                                        String.valueOf(response.getHeader("x-version"))))));
        return answer.otherwise(failure -> new Answer(0, failure.toString(), ""))
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS)
                .exceptionally(late -> new Answer(0, late.toString(), ""))
                .join();
    }

    /** Asks every five milliseconds until the code is 200; 404 is what there is before. */
    Answer untilFound(String host, String path) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        Answer answer = get(host, path);
        while (answer.code() == 404 && System.nanoTime() < end) {
            Bed.pause(5);
            answer = get(host, path);
        }
        return answer;
    }
}
