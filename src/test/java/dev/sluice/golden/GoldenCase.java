package dev.sluice.golden;

import dev.sluice.compile.Compilation;
import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.CompileSettings.Addressing;
import dev.sluice.compile.Compiler;
import dev.sluice.compile.ReadyEndpoints;
import dev.sluice.resources.ClusterTrustBundle;
import dev.sluice.resources.GatewayParameters;
import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.resources.XBackend;
import dev.sluice.resources.XBackendTrafficPolicy;
import dev.sluice.resources.XTelemetryPolicy;
import dev.sluice.routing.Endpoint;
import dev.sluice.routing.EndpointKey;
import dev.sluice.routing.RouteTable;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One directory {@code src/test/resources/compile/<area>/<case>}.
 *
 * @param name {@code area/case}
 * @param exchanges the requests of the case with what is to become of them
 */
public record GoldenCase(
        String name,
        Path directory,
        CompileSettings settings,
        ResourceSnapshot snapshot,
        List<GoldenExchange> exchanges) {
    static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final Path ROOT = Path.of("src/test/resources/compile");
    private static final Set<String> FILES =
            Set.of("input.yaml", "routes.yaml", "status.yaml", "requests.yaml", "settings.yaml");

    /** A request with what is to become of it. */
    public record GoldenExchange(GoldenRequest request, GoldenExpectation expectation) {}

    /** All cases, sorted by name. */
    public static List<GoldenCase> all() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            Set<Path> directories = new TreeSet<>();
            files.filter(Files::isRegularFile).forEach(file -> directories.add(file.getParent()));
            return directories.stream().map(GoldenCase::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The case of a name such as {@code tls/misdirected}. */
    public static GoldenCase named(String name) {
        return read(ROOT.resolve(name));
    }

    /** All that is in the snapshot, in the same order every time; a new list. */
    public List<HasMetadata> objects() {
        List<HasMetadata> objects = new ArrayList<>();
        snapshot.forEach(objects::add);
        objects.sort(Comparator.comparing(object -> ResourceKey.of(object).toString()));
        return objects;
    }

    public Compilation compile() {
        return new Compiler(settings).compile(snapshot, 1);
    }

    /** The endpoints of its Services, and an address for each host of a table of it. */
    Map<EndpointKey, List<Endpoint>> endpoints(RouteTable table) {
        Map<EndpointKey, List<Endpoint>> all = new HashMap<>(ReadyEndpoints.ofAll(snapshot));
        table.hosts().forEach(host -> all.put(host, List.of(new Endpoint("192.0.2.1", host.port()))));
        return all;
    }

    /** The files in the directory that nothing reads. */
    List<String> unusedFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> !FILES.contains(file))
                    .toList();
        }
    }

    private static GoldenCase read(Path directory) {
        return new GoldenCase(
                ROOT.relativize(directory).toString(),
                directory,
                settings(directory.resolve("settings.yaml")),
                ResourceSnapshot.of(objects(text(directory.resolve("input.yaml")))),
                exchanges(directory.resolve("requests.yaml")));
    }

    private static List<HasMetadata> objects(String text) {
        List<HasMetadata> objects = new ArrayList<>();
        for (String document : text.split("(?m)^---.*$")) {
            if (document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#"))) {
                objects.add(object(document));
            }
        }
        return objects;
    }

    private static HasMetadata object(String document) {
        HasMetadata object = (HasMetadata) YAML.unmarshal(document);
        return switch (object.getKind()) {
            case GatewayParameters.KIND -> YAML.unmarshal(document, GatewayParameters.class);
            case ClusterTrustBundle.KIND -> YAML.unmarshal(document, ClusterTrustBundle.class);
            case XBackend.KIND -> YAML.unmarshal(document, XBackend.class);
            case XBackendTrafficPolicy.KIND -> YAML.unmarshal(document, XBackendTrafficPolicy.class);
            case XTelemetryPolicy.KIND -> YAML.unmarshal(document, XTelemetryPolicy.class);
            default -> object;
        };
    }

    @SuppressWarnings("unchecked")
    private static CompileSettings settings(Path file) {
        Map<String, Object> map = Files.exists(file) ? YAML.unmarshal(text(file), Map.class) : Map.of();
        Addressing addressing = map.containsKey("pool")
                ? new Addressing.Pool(
                        (List<String>) map.get("pool"), (List<Integer>) map.getOrDefault("reservedPorts", List.of()))
                : new Addressing.SharedProxy(
                        (Integer) map.getOrDefault("firstPort", 10000),
                        (Integer) map.getOrDefault("lastPort", 10099),
                        List.of(9000));
        return new CompileSettings(CompileSettings.DEFAULT_CONTROLLER_NAME, addressing);
    }

    @SuppressWarnings("unchecked")
    private static List<GoldenExchange> exchanges(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<GoldenExchange> exchanges = new ArrayList<>();
        for (Map<String, Object> exchange : (List<Map<String, Object>>) YAML.unmarshal(text(file), List.class)) {
            exchanges.add(new GoldenExchange(
                    GoldenRequest.read((Map<String, Object>) exchange.get("request")),
                    GoldenExpectation.read((Map<String, Object>) exchange.get("expect"))));
        }
        return exchanges;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
