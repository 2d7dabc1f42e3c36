package dev.sluice.app;

import dev.sluice.resources.ResourceKey;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes metrics of what is counted by route when they are asked for. */
final class RouteCollector extends Collector {
    private static final List<String> ROUTE = List.of("kind", "namespace", "route");
    private static final List<String> BUCKET = List.of("kind", "namespace", "route", "le");
    /** Greatest values are those of three spans, as with other histograms. */
    private static final long SPAN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final RouteSeries<RequestSeries> requests;
    private final RouteSeries<StreamSeries> streams;
    private long spanBegan = System.nanoTime();

    RouteCollector(RouteSeries<RequestSeries> requests, RouteSeries<StreamSeries> streams) {
        this.requests = requests;
        this.streams = streams;
    }

    @Override
    public synchronized List<MetricFamilySamples> collect() {
        Family answered = new Family("sluice_requests", Type.COUNTER, "Requests answered");
        Family upstream = new Family(
                "sluice_upstream_duration_seconds",
                Type.HISTOGRAM,
                "Time from choosing an endpoint to the head of its response");
        Family longest = new Family(
                "sluice_upstream_duration_seconds_max",
                Type.GAUGE,
                "Time from choosing an endpoint to the head of its response");
        requests.forEach((route, series) -> {
            for (int i = 0; i < RequestSeries.CODE_CLASSES.length; i++) {
                answered.add("_total", "code", RequestSeries.CODE_CLASSES[i], route, series.requests(i));
            }
            upstream(upstream, route, series);
            longest.add("", ROUTE, values(route), series.longest());
        });
        Family over = new Family(
                "sluice_streams", Type.COUNTER, "Connections and flows of datagrams that are over, or were refused");
        Family bytes =
                new Family("sluice_stream_bytes", Type.COUNTER, "Bytes carried by connections and flows of datagrams");
        streams.forEach((route, series) -> {
            over.add("_total", "result", "ended", route, series.ended());
            over.add("_total", "result", "failed", route, series.failed());
            bytes.add("_total", "direction", "received", route, series.received());
            bytes.add("_total", "direction", "sent", route, series.sent());
        });
        long now = System.nanoTime();
        if (now - spanBegan > SPAN_NANOS) {
            spanBegan = now;
            requests.forEach((_, series) -> series.nextSpan());
        }
        return List.of(answered.samples(), upstream.samples(), longest.samples(), over.samples(), bytes.samples());
    }

    private static void upstream(Family family, ResourceKey route, RequestSeries series) {
        long count = 0;
        for (int bucket = 0; bucket < RequestSeries.BUCKETS; bucket++) {
            count += series.times(bucket);
            List<String> values = List.of(
                    route.kind(), route.namespace(), route.name(), doubleToGoString(RequestSeries.bound(bucket)));
            family.add("_bucket", BUCKET, values, count);
        }
        family.add("_count", ROUTE, values(route), count);
        family.add("_sum", ROUTE, values(route), series.seconds());
    }

    private static List<String> values(ResourceKey route) {
        return List.of(route.kind(), route.namespace(), route.name());
    }

    private record Family(String name, Type type, String help, List<MetricFamilySamples.Sample> all) {
        Family(String name, Type type, String help) {
            this(name, type, help, new ArrayList<>());
        }

        void add(String suffix, List<String> labels, List<String> values, double value) {
            all.add(new MetricFamilySamples.Sample(name + suffix, labels, values, value));
        }

        /** One with a label of its own, which all of them have before those of the route. */
        void add(String suffix, String label, String labelled, ResourceKey route, double value) {
            add(
                    suffix,
                    List.of(label, "kind", "namespace", "route"),
                    List.of(labelled, route.kind(), route.namespace(), route.name()),
                    value);
        }

        MetricFamilySamples samples() {
            return new MetricFamilySamples(name, type, help, all);
        }
    }
}
