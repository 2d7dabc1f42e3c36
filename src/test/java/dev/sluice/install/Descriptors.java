package dev.sluice.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** What the console of an OLM cluster shows of a kind: a descriptor for each field of its schema. */
final class Descriptors {
    private static final String UI = "urn:alm:descriptor:com.tectonic.ui:";

    private Descriptors() {}

    /** Of all leaves below {@code schema}. */
    static void add(ArrayNode descriptors, String path, JsonNode schema) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String name = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            if (property.getValue().has("properties")) {
                add(descriptors, name, property.getValue());
            } else {
                ObjectNode descriptor = descriptors.addObject();
                descriptor.put("path", name);
                descriptor.put("displayName", words(property.getKey()));
                if (property.getValue().has("description")) {
                    descriptor.set("description", property.getValue().get("description"));
                }
                ArrayNode control = descriptor.putArray("x-descriptors");
                addControl(control, property.getValue());
                if (control.isEmpty()) {
                    descriptor.remove("x-descriptors");
                }
            }
        }
    }

    private static void addControl(ArrayNode control, JsonNode schema) {
        if (schema.has("enum")) {
            schema.get("enum").forEach(value -> control.add(UI + "select:" + value.asText()));
            return;
        }
        switch (schema.path("type").asText()) {
            case "boolean" -> control.add(UI + "booleanSwitch");
            case "integer", "number" -> control.add(UI + "number");
            case "string" -> control.add(UI + "text");
            default -> {}
        }
    }

    /** {@code loadBalancerClass} is {@code Load Balancer Class}. */
    static String words(String name) {
        String spaced = name.replaceAll("([a-z])([A-Z])", "$1 $2");
        return Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
    }
}
