package dev.sluice.standalone;

import dev.sluice.status.ParentReference;

/** A parentRef as a user would say it. */
final class ParentText {
    private ParentText() {}

    /** {@code namespace/name}, the kind if it is no Gateway, section and port. */
    static String of(ParentReference parent) {
        String kind = parent.kind() == null || parent.kind().equals("Gateway") ? "" : parent.kind() + " ";
        String namespace = parent.namespace() == null ? "" : parent.namespace() + "/";
        String section = parent.sectionName() == null ? "" : " " + parent.sectionName();
        String port = parent.port() == null ? "" : " port " + parent.port();
        return kind + namespace + parent.name() + section + port;
    }
}
