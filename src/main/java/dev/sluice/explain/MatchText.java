package dev.sluice.explain;

import dev.sluice.routing.HttpMatch;
import dev.sluice.routing.PathMatch;
import dev.sluice.routing.ValueMatch;
import org.jspecify.annotations.Nullable;

/** Matches in words, and the first part of one that does not hold for a request. */
final class MatchText {
    private MatchText() {}

    /** Such as {@code path prefix /a, method GET, header x-env}. Values of headers and parameters are left out. */
    static String of(HttpMatch match) {
        StringBuilder text = new StringBuilder(path(match.path()));
        if (match.method() != null) {
            text.append(", method ").append(match.method());
        }
        for (HttpMatch.HeaderMatch header : match.headers()) {
            text.append(", header ").append(header.name());
        }
        for (HttpMatch.QueryParamMatch param : match.queryParams()) {
            text.append(", query parameter ").append(param.name());
        }
        return text.toString();
    }

    private static String path(PathMatch path) {
        return switch (path) {
            case PathMatch.Exact(String value) -> "path " + value;
            case PathMatch.Prefix(String value) -> "path prefix " + value;
            case PathMatch.Regex(var pattern) -> "path expression " + pattern.pattern();
            case PathMatch.AnyService(String method) -> "gRPC method " + method;
        };
    }

    /** Why a match does not hold, or null if it does. */
    static @Nullable String difference(HttpMatch match, Question question) {
        if (!match.path().matches(question.path())) {
            return "the path " + question.path() + " "
                    + switch (match.path()) {
                        case PathMatch.Exact _ -> "is another";
                        case PathMatch.Prefix(String prefix) ->
                            question.path().startsWith(prefix)
                                    ? "goes on within the prefix's last element"
                                    : "does not begin with it";
                        case PathMatch.Regex _ -> "does not match as a whole";
                        case PathMatch.AnyService _ -> "has another method";
                    };
        }
        if (match.method() != null && !match.method().equals(question.method())) {
            return "the method is " + question.method();
        }
        for (HttpMatch.HeaderMatch header : match.headers()) {
            String difference = difference("header " + header.name(), header.value(), question.header(header.name()));
            if (difference != null) {
                return difference;
            }
        }
        for (HttpMatch.QueryParamMatch param : match.queryParams()) {
            String difference =
                    difference("query parameter " + param.name(), param.value(), question.queryParam(param.name()));
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static @Nullable String difference(String part, ValueMatch match, @Nullable String value) {
        if (value == null) {
            return "the " + part + " is missing";
        }
        if (match.matches(value)) {
            return null;
        }
        return "the " + part + " "
                + switch (match) {
                    case ValueMatch.Exact _ -> "has another value";
                    case ValueMatch.Regex _ -> "does not match the expression as a whole";
                    case ValueMatch.MediaType(String type) -> "is not " + type;
                };
    }
}
