package dev.sluice.property;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPHeaderMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPPathMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPQueryParamMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which rule takes a request, computed word for word from the comments of the Gateway API's types, without any of the
 * code under test and without any regard to cost.
 */
final class SpecOracle {
    /** A request in its plainest form. */
    record Request(String host, String method, String path, List<String[]> headers, List<String[]> query) {}

    private record Found(HTTPRoute route, String hostname, int rule, int index, HTTPRouteMatch match) {}

    private SpecOracle() {}

    /** {@code namespace/route/rule}, {@code no listener} or {@code no route}. */
    static String answer(Gateway gateway, List<HTTPRoute> routes, Request request) {
        Optional<Listener> listener = gateway.getSpec().getListeners().stream()
                .filter(candidate -> covers(candidate.getHostname(), request.host()))
                .min(Comparator.comparing(
                        Listener::getHostname, Comparator.nullsLast(SpecOracle::moreSpecificHostname)));
        if (listener.isEmpty()) {
            return "no listener";
        }
        List<Found> found = new ArrayList<>();
        for (HTTPRoute route : routes) {
            for (String hostname : hostnames(route)) {
                if (covers(hostname, request.host())
                        && intersect(hostname, listener.get().getHostname())) {
                    for (int rule = 0; rule < route.getSpec().getRules().size(); rule++) {
                        var matches = route.getSpec().getRules().get(rule).getMatches();
                        for (int i = 0; i < matches.size(); i++) {
                            if (holds(matches.get(i), request)) {
                                found.add(new Found(route, hostname, rule, i, matches.get(i)));
                            }
                        }
                    }
                }
            }
        }
        return found.stream()
                .min(PRECEDENCE)
                .map(first -> first.route().getMetadata().getNamespace() + "/"
                        + first.route().getMetadata().getName() + "/" + first.rule())
                .orElse("no route");
    }

    private static List<String> hostnames(HTTPRoute route) {
        List<String> hostnames = route.getSpec().getHostnames();
        return hostnames == null || hostnames.isEmpty() ? Arrays.asList((String) null) : hostnames;
    }

    /** "a match for *.example.com would match both test.example.com, and foo.test.example.com, but not example.com". */
    private static boolean covers(String pattern, String host) {
        if (pattern == null) {
            return true;
        }
        return pattern.startsWith("*.")
                ? host.endsWith(pattern.substring(1)) && host.length() > pattern.length() - 1
                : host.equals(pattern);
    }

    private static boolean intersect(String left, String right) {
        if (left == null || right == null || left.equals(right)) {
            return true;
        }
        String leftHost = left.replace("*.", "any.any.");
        String rightHost = right.replace("*.", "any.any.");
        return covers(left, rightHost) || covers(right, leftHost);
    }

    /** "Characters in a matching non-wildcard hostname", then "Characters in a matching hostname". */
    private static int moreSpecificHostname(String left, String right) {
        boolean leftWild = left.startsWith("*.");
        boolean rightWild = right.startsWith("*.");
        return leftWild != rightWild ? Boolean.compare(leftWild, rightWild) : right.length() - left.length();
    }

    private static final Comparator<Found> PRECEDENCE = Comparator.comparing(
                    Found::hostname, Comparator.nullsLast(SpecOracle::moreSpecificHostname))
            // "Exact" path match; regular expressions where we put them; "Prefix" with the largest number of
            // characters.
            .thenComparing(found -> switch (type(found.match())) {
                case "Exact" -> 0;
                case "RegularExpression" -> 1;
                default -> 2;
            })
            .thenComparing(found -> type(found.match()).equals("Exact")
                    ? 0
                    : -trimmed(found.match()).length())
            .thenComparing(found -> found.match().getMethod() == null)
            .thenComparing(found -> -headers(found.match()).size())
            .thenComparing(found -> -params(found.match()).size())
            .thenComparing(found -> found.route().getMetadata().getCreationTimestamp())
            .thenComparing(found -> found.route().getMetadata().getNamespace() + "/"
                    + found.route().getMetadata().getName())
            .thenComparing(Found::rule)
            .thenComparing(Found::index);

    private static boolean holds(HTTPRouteMatch match, Request request) {
        return pathHolds(match.getPath(), request.path())
                && (match.getMethod() == null || match.getMethod().equals(request.method()))
                && headers(match).stream().allMatch(header -> {
                    List<String> values = request.headers().stream()
                            .filter(actual -> actual[0].equalsIgnoreCase(header.getName()))
                            .map(actual -> actual[1])
                            .toList();
                    return !values.isEmpty()
                            && valueHolds(header.getType(), header.getValue(), String.join(",", values));
                })
                && params(match).stream()
                        .allMatch(param -> request.query().stream()
                                .filter(actual -> actual[0].equals(param.getName()))
                                .findFirst()
                                .map(actual -> valueHolds(param.getType(), param.getValue(), actual[1]))
                                .orElse(false));
    }

    private static boolean pathHolds(HTTPPathMatch path, String actual) {
        if (path == null) {
            return true;
        }
        return switch (path.getType()) {
            case "Exact" -> actual.equals(path.getValue());
            case "RegularExpression" -> actual.matches(path.getValue());
            default -> {
                List<String> wanted = elements(path.getValue());
                List<String> there = elements(actual);
                yield there.size() >= wanted.size()
                        && there.subList(0, wanted.size()).equals(wanted);
            }
        };
    }

    /** "the list of labels in the path split by the / separator. When specified, a trailing / is ignored". */
    private static List<String> elements(String path) {
        return Arrays.stream(path.split("/"))
                .filter(element -> !element.isEmpty())
                .toList();
    }

    private static boolean valueHolds(String type, String wanted, String actual) {
        return "RegularExpression".equals(type) ? actual.matches(wanted) : actual.equals(wanted);
    }

    private static String type(HTTPRouteMatch match) {
        return match.getPath() == null ? "PathPrefix" : match.getPath().getType();
    }

    private static String trimmed(HTTPRouteMatch match) {
        if (match.getPath() == null) {
            return "/";
        }
        String value = match.getPath().getValue();
        return type(match).equals("PathPrefix") && value.length() > 1 && value.endsWith("/")
                ? value.substring(0, value.length() - 1)
                : value;
    }

    /** "only the first entry with an equivalent name MUST be considered". */
    private static List<HTTPHeaderMatch> headers(HTTPRouteMatch match) {
        Set<String> seen = new HashSet<>();
        return match.getHeaders().stream()
                .filter(header -> seen.add(header.getName().toLowerCase()))
                .toList();
    }

    private static List<HTTPQueryParamMatch> params(HTTPRouteMatch match) {
        Set<String> seen = new HashSet<>();
        return match.getQueryParams().stream()
                .filter(param -> seen.add(param.getName()))
                .toList();
    }
}
