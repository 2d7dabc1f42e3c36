package dev.sluice.resources.schema;

import dev.sluice.resources.GatewayParameters;
import dev.sluice.resources.document.DocumentException;
import dev.sluice.resources.document.DocumentReader;
import dev.sluice.resources.document.ReadLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The schemas of this build, read when they are first asked for. Thread-safe. */
public final class Schemas {
    private final Map<String, KindSchema> schemas = new ConcurrentHashMap<>();

    /**
     * The schema of a kind.
     *
     * @param group the API group of the kind; empty for core
     */
    public KindSchema of(String group, String kind) {
        boolean custom = group.equals("gateway.networking.k8s.io") || group.equals(GatewayParameters.GROUP);
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
