package dev.sluice.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bundle for the Operator Lifecycle Manager (registry+v1): the manifests, as a ClusterServiceVersion says what OLM
 * makes itself, and what only it knows, from {@code src/main/olm}.
 */
final class Bundle {
    private static final Path SOURCE = Path.of("src/main/olm");
    /** What OLM makes by the ClusterServiceVersion, or not at all. */
    private static final List<String> IN_THE_VERSION = List.of(
            "Namespace", "ServiceAccount", "Role", "RoleBinding", "ClusterRoleBinding", "Deployment", "GatewayClass");

    private final Release release;
    private final Manifests manifests;
    private final Map<String, String> files = new TreeMap<>();

    private Bundle(Release release) throws IOException {
        this.release = release;
        this.manifests = Manifests.of(release);
    }

    /** All files, by their paths below {@code bundle}. */
    static Map<String, String> of(Release release) throws IOException {
        Bundle bundle = new Bundle(release);
        bundle.writeObjects();
        bundle.files.put("manifests/sluice.clusterserviceversion.yaml", Yaml.write(bundle.version()));
        for (String copied : List.of("metadata/annotations.yaml", "tests/scorecard/config.yaml")) {
            bundle.files.put(copied, Files.readString(SOURCE.resolve(copied)));
        }
        bundle.files.put("bundle.Dockerfile", dockerfile());
        return bundle.files;
    }

    private void writeObjects() {
        for (ObjectNode object : manifests.objects()) {
            String kind = object.get("kind").asText();
            String name = object.at("/metadata/name").asText();
            // The role of Sluice itself is in the version; those of people are objects.
            if (!IN_THE_VERSION.contains(kind) && !(kind.equals("ClusterRole") && name.equals("sluice"))) {
                // OLM puts them where Sluice is installed.
                ((ObjectNode) object.get("metadata")).remove("namespace");
                files.put("manifests/" + name + "." + kind.toLowerCase(Locale.ROOT) + ".yaml", Yaml.write(object));
            }
        }
    }

    /** For those who have a container engine; the image's labels are the bundle's annotations. */
    private static String dockerfile() throws IOException {
        StringBuilder text =
                new StringBuilder("# In this directory: docker build -f bundle.Dockerfile .\nFROM scratch\n");
        ObjectNode annotations = Yaml.readOne(SOURCE.resolve("metadata/annotations.yaml"));
        for (Map.Entry<String, JsonNode> label : annotations.get("annotations").properties()) {
            text.append("LABEL ")
                    .append(label.getKey())
                    .append('=')
                    .append(label.getValue().asText())
                    .append('\n');
        }
        for (String directory : List.of("manifests", "metadata", "tests/scorecard")) {
            text.append("COPY ")
                    .append(directory)
                    .append(" /")
                    .append(directory)
                    .append("/\n");
        }
        return text.toString();
    }

    private ObjectNode version() throws IOException {
        ObjectNode version = Yaml.readOne(SOURCE.resolve("clusterserviceversion.yaml"));
        ObjectNode metadata = (ObjectNode) version.get("metadata");
        metadata.put("name", "sluice.v" + release.version());
        ObjectNode annotations = (ObjectNode) metadata.get("annotations");
        annotations.put("containerImage", release.image());
        annotations.put("alm-examples", examples());
        ObjectNode spec = (ObjectNode) version.get("spec");
        spec.put("version", release.version());
        ObjectNode icon = spec.putArray("icon").addObject();
        icon.put("base64data", Base64.getEncoder().encodeToString(Files.readAllBytes(SOURCE.resolve("icon.svg"))));
        icon.put("mediatype", "image/svg+xml");
        ObjectNode image = spec.putArray("relatedImages").addObject();
        image.put("name", "sluice");
        image.put("image", release.image());
        JsonNode resources = spec.remove("resources");
        ArrayNode owned = spec.putObject("customresourcedefinitions").putArray("owned");
        for (ObjectNode definition : manifests.all("CustomResourceDefinition")) {
            own(owned, definition, resources);
        }
        install((ObjectNode) spec.at("/install/spec"));
        return version;
    }

    private static String examples() throws IOException {
        ArrayNode examples = Yaml.MAPPER.createArrayNode();
        Yaml.readAll(SOURCE.resolve("examples.yaml")).forEach(examples::add);
        return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(examples);
    }

    private static void own(ArrayNode owned, ObjectNode definition, JsonNode resources) {
        for (JsonNode version : definition.at("/spec/versions")) {
            ObjectNode entry = owned.addObject();
            String kind = definition.at("/spec/names/kind").asText();
            entry.put("name", definition.at("/metadata/name").asText());
            entry.put("version", version.get("name").asText());
            entry.put("kind", kind);
            entry.put("displayName", Descriptors.words(kind));
            entry.set("description", version.at("/schema/openAPIV3Schema/description"));
            entry.set("resources", resources.get(kind));
            describe(entry.putArray("specDescriptors"), version, "spec");
            describe(entry.putArray("statusDescriptors"), version, "status");
        }
    }

    private static void describe(ArrayNode descriptors, JsonNode version, String part) {
        Descriptors.add(descriptors, "", version.at("/schema/openAPIV3Schema/properties/" + part));
    }

    /** What the template has already comes after what is in the manifests. */
    private void install(ObjectNode install) {
        String account = manifests.one("ServiceAccount").at("/metadata/name").asText();
        ObjectNode clusterRole = manifests.all("ClusterRole").stream()
                .filter(role -> role.at("/metadata/name").asText().equals(account))
                .findFirst()
                .orElseThrow();
        permit(install, "clusterPermissions", account, clusterRole);
        for (ObjectNode role : manifests.all("Role")) {
            permit(install, "permissions", account, role);
        }
        ObjectNode deployment = manifests.one("Deployment");
        ObjectNode entry = (ObjectNode) install.at("/deployments/0");
        ArrayNode environment = (ArrayNode) entry.remove("env");
        entry.set("name", deployment.at("/metadata/name"));
        entry.set("label", deployment.at("/metadata/labels"));
        entry.set("spec", deployment.get("spec"));
        ((ArrayNode) deployment.at("/spec/template/spec/containers/0/env")).addAll(environment);
    }

    private static void permit(ObjectNode install, String field, String account, ObjectNode role) {
        ArrayNode permissions = install.get(field) instanceof ArrayNode present ? present : install.putArray(field);
        ObjectNode entry = permissions.isEmpty() ? permissions.addObject() : (ObjectNode) permissions.get(0);
        ArrayNode rules = Yaml.MAPPER.createArrayNode();
        rules.addAll((ArrayNode) role.get("rules"));
        if (entry.get("rules") instanceof ArrayNode own) {
            rules.addAll(own);
        }
        entry.put("serviceAccountName", account);
        entry.set("rules", rules);
    }
}
