package dev.sluice.routing.request;

import org.jspecify.annotations.Nullable;

/**
 * Normalises a path so that equivalent spellings match the same rule, and so that what was matched is what the backend
 * sees (RFC 3986, section 6.2.2): escapes of unreserved characters are decoded, the others get upper-case digits, bytes
 * that should have been escaped are, and dot segments are resolved.
 */
public final class PathNormalisation {
    private final boolean mergeSlashes;
    private final EncodedSlashes encodedSlashes;

    /**
     * Takes what is a matter of choice.
     *
     * @param mergeSlashes whether {@code //} becomes {@code /}
     */
    public PathNormalisation(boolean mergeSlashes, EncodedSlashes encodedSlashes) {
        this.mergeSlashes = mergeSlashes;
        this.encodedSlashes = encodedSlashes;
    }

    /**
     * Normalises.
     *
     * @param raw from the first slash to before the query, one char per byte
     * @return null if the path must be refused
     */
    public @Nullable String normalise(String raw) {
        if (raw.isEmpty()) {
            return "/";
        }
        if (raw.charAt(0) != '/') {
            return null;
        }
        if (isPlain(raw)) {
            return raw;
        }
        String decoded = decode(raw);
        return decoded == null ? null : resolve(decoded);
    }

    /** Whether nothing in the path can need a change. */
    private static boolean isPlain(String raw) {
        char previous = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (previous == '/' && (c == '.' || c == '/')) {
                return false;
            }
            if (c != '/' && !isUnreserved(c)) {
                return false;
            }
            previous = c;
        }
        return true;
    }

    private @Nullable String decode(String raw) {
        StringBuilder out = new StringBuilder(raw.length() + 8);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int value = Percent.value(raw, i);
                if (value <= 0) {
                    return null;
                }
                i += 2;
                if (value == '/' || value == '\\') {
                    if (encodedSlashes == EncodedSlashes.REFUSE) {
                        return null;
                    }
                    if (encodedSlashes == EncodedSlashes.DECODE && value == '/') {
                        out.append('/');
                        continue;
                    }
                }
                if (isUnreserved((char) value)) {
                    out.append((char) value);
                } else {
                    Percent.append(out, value);
                }
            } else if (c <= ' ' || c == 0x7f || c == '#' || c == '\\') {
                return null;
            } else if (c > 0x7f) {
                Percent.append(out, c & 0xff);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Resolves dot segments (RFC 3986, section 5.2.4) and, if set so, empty segments. */
    private String resolve(String path) {
        StringBuilder out = new StringBuilder(path.length());
        int start = 1;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            boolean last = end < 0;
            if (last) {
                end = path.length();
            }
            int length = end - start;
            if (length == 2 && path.charAt(start) == '.' && path.charAt(start + 1) == '.') {
                out.setLength(Math.max(0, out.lastIndexOf("/")));
                appendIf(last, out);
            } else if (length == 1 && path.charAt(start) == '.') {
                appendIf(last, out);
            } else if (length > 0 || last || !mergeSlashes) {
                out.append('/').append(path, start, end);
            }
            start = end + 1;
        }
        return out.isEmpty() ? "/" : out.toString();
    }

    private static void appendIf(boolean last, StringBuilder out) {
        if (last) {
            out.append('/');
        }
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
