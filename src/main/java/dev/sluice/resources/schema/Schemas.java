package dev.sluice.resources.schema;

import dev.sluice.resources.GatewayParameters;
import dev.sluice.resources.XBackend;
import dev.sluice.resources.document.DocumentException;
import dev.sluice.resources.document.DocumentReader;
import dev.sluice.resources.document.ReadLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The schemas of this build, read when they are first asked for. Thread-safe. */
public final class Schemas {
    /** Versions that are served beside v1 and do not look quite like it. */
    private static final Set<String> UNLIKE = Set.of("TCPRoute.v1alpha2", "TLSRoute.v1alpha2", "UDPRoute.v1alpha2");

    private final Map<String, KindSchema> schemas = new ConcurrentHashMap<>();

    /**
     * The schema of a kind in a version.
     *
     * @param group the API group of the kind; empty for core
     * @param version has the schema of the others, unless it is one of those that have their own
     */
    public KindSchema of(String group, String kind, String version) {
        return of(group, UNLIKE.contains(kind + "." + version) ? kind + "." + version : kind);
    }

    /** The schema of a kind in the version that its objects are held in. */
    public KindSchema of(String group, String kind) {
        boolean custom = group.equals("gateway.networking.k8s.io")
                || group.equals(XBackend.GROUP)
                || group.equals(GatewayParameters.GROUP);
        return schemas.computeIfAbsent(
                custom ? "schemas/" + group + "/" + kind + ".json" : "schemas/core/" + kind + ".yaml",
                resource -> new KindSchema(read(resource)));
    }

    private static Schema read(String resource) {
        try (InputStream in = Schemas.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not in the build");
            }
            DocumentReader reader = new DocumentReader(ReadLimits.DEFAULT);
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new SchemaReader()
                    .read(reader.parse(reader.cut(text).getFirst()).getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DocumentException e) {
            throw new IllegalStateException(resource + ":" + e.at() + ": " + e.reason(), e);
        }
    }
}
