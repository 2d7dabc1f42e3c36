package dev.sluice.routing.request;

import org.jspecify.annotations.Nullable;

/** Looks up parameters in a query. */
public final class QueryParameters {
    private QueryParameters() {}

    /**
     * The first value of a parameter, decoded.
     *
     * @param query without the question mark
     * @return null if absent, empty if it has no value
     */
    public static @Nullable String first(String query, String name) {
        int start = 0;
        while (start <= query.length()) {
            int end = query.indexOf('&', start);
            if (end < 0) {
                end = query.length();
            }
            int equals = query.indexOf('=', start);
            int nameEnd = equals >= 0 && equals < end ? equals : end;
            if (nameEnd > start
                    && Percent.decodeForm(query.substring(start, nameEnd)).equals(name)) {
                return nameEnd == end ? "" : Percent.decodeForm(query.substring(nameEnd + 1, end));
            }
            start = end + 1;
        }
        return null;
    }
}
