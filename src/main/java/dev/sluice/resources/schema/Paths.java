package dev.sluice.resources.schema;

/** Paths of fields as kubectl writes them. */
final class Paths {
    private Paths() {}

    static String field(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }

    static String key(String parent, String name) {
        return parent + "[" + name + "]";
    }

    static String index(String parent, int index) {
        return parent + "[" + index + "]";
    }
}
