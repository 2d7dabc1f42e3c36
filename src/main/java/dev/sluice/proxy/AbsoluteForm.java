package dev.sluice.proxy;

import org.jspecify.annotations.Nullable;

/** A request target in absolute form (RFC 9112, section 3.2.2). */
final class AbsoluteForm {
    private AbsoluteForm() {}

    /** The authority, or null if the target is not an absolute http or https URI with one. */
    static @Nullable String authority(String target) {
        int start = authorityStart(target);
        if (start < 0) {
            return null;
        }
        String authority = target.substring(start, authorityEnd(target, start));
        return authority.isEmpty() || authority.indexOf('@') >= 0 ? null : authority;
    }

    /** The target in origin form, beginning with a slash. */
    static String origin(String target) {
        int start = authorityStart(target);
        if (start < 0) {
            return target;
        }
        String rest = target.substring(authorityEnd(target, start));
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private static int authorityStart(String target) {
        if (target.regionMatches(true, 0, "http://", 0, 7)) {
            return 7;
        }
        return target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
    }

    private static int authorityEnd(String target, int start) {
        for (int i = start; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return i;
            }
        }
        return target.length();
    }
}
