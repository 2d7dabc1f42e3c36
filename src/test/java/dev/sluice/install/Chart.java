package dev.sluice.install;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of the Helm chart is made from the manifests: definitions, roles and the dashboard. The other templates are
 * written by hand, and a test holds what they render against the manifests.
 */
final class Chart {
    static final Path SOURCE = Path.of("charts/sluice");

    private static final Path DASHBOARD = Manifests.SOURCE.resolve("components/monitoring/sluice.json");

    private Chart() {}

    /** The files that are made, by their paths below {@code charts/sluice/files}. */
    static Map<String, String> made(Release release) throws IOException {
        Manifests manifests = Manifests.of(release);
        Map<String, String> files = new TreeMap<>();
        for (ObjectNode definition : manifests.all("CustomResourceDefinition")) {
            files.put("crds/" + nameOf(definition) + ".yaml", withoutLabelsOfReleases(definition));
        }
        for (ObjectNode role : manifests.all("ClusterRole")) {
            if (nameOf(role).equals("sluice")) {
                files.put("rules/cluster.yaml", rules(role));
            } else {
                files.put("roles/" + nameOf(role) + ".yaml", withoutLabelsOfReleases(role));
            }
        }
        files.put("rules/namespace.yaml", rules(manifests.one("Role")));
        files.put("dashboard.json", Files.readString(DASHBOARD));
        return files;
    }

    /** The whole chart of a release, by the paths of its files below {@code charts/sluice}. */
    static Map<String, String> of(Release release) throws IOException {
        Release development = Release.development();
        Map<String, String> files = new TreeMap<>(CheckedIn.below(SOURCE));
        made(release).forEach((path, text) -> files.put("files/" + path, text));
        files.computeIfPresent(
                "Chart.yaml",
                (_, text) -> text.replaceAll("(?m)^(version|appVersion): .*$", "$1: " + release.version()));
        files.computeIfPresent(
                "values.yaml",
                (_, text) -> text.replace(
                                "repository: " + development.repository(), "repository: " + release.repository())
                        .replace("tag: " + development.tag(), "tag: \"" + release.tag() + "\"")
                        .replace("digest: \"\"", "digest: \"" + release.digest() + "\""));
        return files;
    }

    private static String nameOf(ObjectNode object) {
        return object.at("/metadata/name").asText();
    }

    private static String withoutLabelsOfReleases(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        ((ObjectNode) copy.at("/metadata/labels"))
                .remove(List.of(
                        "app.kubernetes.io/version", "app.kubernetes.io/instance", "app.kubernetes.io/part-of"));
        return Yaml.write(copy);
    }

    private static String rules(ObjectNode role) {
        ObjectNode rules = Yaml.MAPPER.createObjectNode();
        rules.set("rules", role.get("rules"));
        return Yaml.write(rules);
    }
}
