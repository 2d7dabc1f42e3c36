package dev.sluice.property;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatch;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatchBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRuleBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Listener;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ListenerBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Gateways, routes and requests from a seed, of so few words that much of it collides. */
final class RandomConfiguration {
    private static final List<String> HOSTNAMES =
            List.of("*.com", "*.b.com", "a.b.com", "b.com", "*.a.b.com", "x.a.b.com", "c.com", "*.c.com", "*.bb.com");
    private static final List<String> HOSTS = List.of(
            "a.b.com", "b.com", "x.a.b.com", "y.a.b.com", "c.com", "z.c.com", "com", "a.org", "x.bb.com", "bb.com");
    private static final List<String> METHODS = List.of("GET", "POST", "PUT");
    private static final List<String> NAMES = List.of("p", "q", "P", "r");
    private static final List<String> VALUES = List.of("1", "2", "11");
    private static final List<String> EXPRESSIONS = List.of("1+", "[12]", "2|11", "1");
    private static final List<String> PATH_EXPRESSIONS = List.of("/a.*", "/a(/b)?", ".*b", "/[ab]/?.*", "/c");

    private final Random random;

    RandomConfiguration(long seed) {
        random = new Random(seed);
    }

    Gateway gateway() {
        List<Listener> listeners = new ArrayList<>();
        for (String hostname : hostnames(3)) {
            listeners.add(listener("l" + listeners.size(), hostname));
        }
        if (listeners.isEmpty() || random.nextInt(4) > 0) {
            listeners.add(listener("any", null));
        }
        return new GatewayBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("gw")
                .endMetadata()
                .withNewSpec()
                .withGatewayClassName("sluice")
                .withListeners(listeners)
                .endSpec()
                .build();
    }

    private static Listener listener(String name, String hostname) {
        return new ListenerBuilder()
                .withName(name)
                .withHostname(hostname)
                .withPort(80)
                .withProtocol("HTTP")
                .withNewAllowedRoutes()
                .withNewNamespaces()
                .withFrom("All")
                .endNamespaces()
                .endAllowedRoutes()
                .build();
    }

    List<HTTPRoute> routes() {
        List<HTTPRoute> routes = new ArrayList<>();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            routes.add(new HTTPRouteBuilder()
                    .withNewMetadata()
                    .withNamespace(random.nextBoolean() ? "default" : "other")
                    .withName("r" + i)
                    .withCreationTimestamp("2026-01-0" + (1 + random.nextInt(2)) + "T00:00:00Z")
                    .endMetadata()
                    .withNewSpec()
                    .addNewParentRef()
                    .withNamespace("default")
                    .withName("gw")
                    .endParentRef()
                    .withHostnames(hostnames(3))
                    .withRules(rules())
                    .endSpec()
                    .build());
        }
        return routes;
    }

    private List<HTTPRouteRule> rules() {
        List<HTTPRouteRule> rules = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            List<HTTPRouteMatch> matches = new ArrayList<>();
            int matchCount = 1 + random.nextInt(2);
            for (int j = 0; j < matchCount; j++) {
                matches.add(match());
            }
            rules.add(new HTTPRouteRuleBuilder().withMatches(matches).build());
        }
        return rules;
    }

    private HTTPRouteMatch match() {
        HTTPRouteMatchBuilder match = new HTTPRouteMatchBuilder();
        switch (random.nextInt(6)) {
            case 0 -> match.withNewPath().withType("Exact").withValue(path()).endPath();
            case 1 ->
                match.withNewPath()
                        .withType("RegularExpression")
                        .withValue(one(PATH_EXPRESSIONS))
                        .endPath();
            case 2 -> {
                // No path: everything.
            }
            default ->
                match.withNewPath().withType("PathPrefix").withValue(path()).endPath();
        }
        if (random.nextInt(5) == 0) {
            match.withMethod(one(METHODS));
        }
        for (int i = Math.max(0, random.nextInt(7) - 4); i > 0; i--) {
            boolean regex = random.nextInt(3) == 0;
            match.addNewHeader()
                    .withType(regex ? "RegularExpression" : "Exact")
                    .withName(one(NAMES))
                    .withValue(one(regex ? EXPRESSIONS : VALUES))
                    .endHeader();
        }
        for (int i = Math.max(0, random.nextInt(7) - 4); i > 0; i--) {
            boolean regex = random.nextInt(3) == 0;
            match.addNewQueryParam()
                    .withType(regex ? "RegularExpression" : "Exact")
                    .withName(one(NAMES))
                    .withValue(one(regex ? EXPRESSIONS : VALUES))
                    .endQueryParam();
        }
        return match.build();
    }

    SpecOracle.Request request() {
        return new SpecOracle.Request(one(HOSTS), one(METHODS), path(), pairs(), pairs());
    }

    private List<String[]> pairs() {
        List<String[]> pairs = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            pairs.add(new String[] {one(NAMES), one(VALUES)});
        }
        return pairs;
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            path.append('/').append(one(List.of("a", "b", "ab", "c")));
        }
        if (path.isEmpty() || random.nextInt(4) == 0) {
            path.append('/');
        }
        return path.toString();
    }

    private List<String> hostnames(int most) {
        Set<String> hostnames = new LinkedHashSet<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            hostnames.add(one(HOSTNAMES));
        }
        return List.copyOf(hostnames);
    }

    private String one(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
