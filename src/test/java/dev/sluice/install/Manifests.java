package dev.sluice.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The objects that are installed, as {@code kubectl kustomize} renders them: the one source from which every way to
 * install is made.
 */
record Manifests(List<ObjectNode> objects) {
    static final Path SOURCE = Path.of("src/main/kubernetes");

    private static final Set<String> KNOWN_FIELDS = Set.of("apiVersion", "kind", "resources", "labels", "images");

    static Manifests of(Release release) throws IOException {
        ObjectNode kustomization = Yaml.readOne(SOURCE.resolve("kustomization.yaml"));
        kustomization.fieldNames().forEachRemaining(field -> {
            if (!KNOWN_FIELDS.contains(field)) {
                throw new IllegalStateException(field + " of the kustomization is not rendered here");
            }
        });
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode resource : kustomization.get("resources")) {
            objects.addAll(Yaml.readAll(SOURCE.resolve(resource.asText())));
        }
        for (ObjectNode object : objects) {
            for (Map.Entry<String, JsonNode> label :
                    kustomization.at("/labels/0/pairs").properties()) {
                ((ObjectNode) object.at("/metadata/labels")).set(label.getKey(), label.getValue());
            }
            ((ObjectNode) object.at("/metadata/labels")).put("app.kubernetes.io/version", release.version());
            for (JsonNode container : object.at("/spec/template/spec/containers")) {
                ((ObjectNode) container).put("image", release.image());
            }
        }
        return new Manifests(objects);
    }

    /** Those of a kind. */
    List<ObjectNode> all(String kind) {
        return objects.stream()
                .filter(object -> object.get("kind").asText().equals(kind))
                .toList();
    }

    /** The one of a kind. */
    ObjectNode one(String kind) {
        List<ObjectNode> found = all(kind);
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " objects of kind " + kind);
        }
        return found.getFirst();
    }

    /** One file for {@code kubectl apply -f}. */
    String text() {
        return Yaml.write(objects);
    }
}
