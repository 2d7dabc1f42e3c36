package dev.sluice.routing;

import org.jspecify.annotations.Nullable;

/** What selection may ask of a request. Every answer may be computed on demand; none may block. */
public interface RequestView {
    /** The Host or {@code :authority}, in lower case, without port and trailing dot. */
    String host();

    /** The method, case-sensitive. */
    String method();

    /** The path after normalisation, beginning with a slash, without query. */
    String path();

    /**
     * The value of a header, several joined by a comma (RFC 9110, section 5.3).
     *
     * @param name lower case
     * @return null if absent
     */
    @Nullable
    String header(String name);

    /**
     * The first value of a query parameter, percent-decoded.
     *
     * @return null if absent
     */
    @Nullable
    String queryParam(String name);
}
