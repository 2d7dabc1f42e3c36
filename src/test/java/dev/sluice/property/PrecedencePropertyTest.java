package dev.sluice.property;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.compile.CompileSettings;
import dev.sluice.compile.Compiler;
import dev.sluice.resources.ResourceSnapshot;
import dev.sluice.routing.Candidate;
import dev.sluice.routing.PortRoutes;
import dev.sluice.routing.RequestView;
import dev.sluice.routing.RuleId;
import dev.sluice.routing.Selection;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GatewayClassBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rule that the compiled table selects is the one that the specification's own words give. */
class PrecedencePropertyTest {
    private static final int CONFIGURATIONS = 2_500;
    private static final int REQUESTS = 40;

    private record View(SpecOracle.Request request) implements RequestView {
        @Override
        public String host() {
            return request.host();
        }

        @Override
        public String method() {
            return request.method();
        }

        @Override
        public String path() {
            return request.path();
        }

        @Override
        public String header(String name) {
            List<String> values = request.headers().stream()
                    .filter(header -> header[0].equalsIgnoreCase(name))
                    .map(header -> header[1])
                    .toList();
            return values.isEmpty() ? null : String.join(",", values);
        }

        @Override
        public String queryParam(String name) {
            return request.query().stream()
                    .filter(param -> param[0].equals(name))
                    .map(param -> param[1])
                    .findFirst()
                    .orElse(null);
        }
    }

    @Test
    void theTableSelectsWhatTheSpecificationSays() {
        Compiler compiler = new Compiler(new CompileSettings(
                CompileSettings.DEFAULT_CONTROLLER_NAME, new CompileSettings.Addressing.Pool(List.of("127.0.0.1"))));
        Map<String, Integer> kinds = new HashMap<>();
        for (long seed = 0; seed < CONFIGURATIONS; seed++) {
            RandomConfiguration random = new RandomConfiguration(seed);
            Gateway gateway = random.gateway();
            List<HTTPRoute> routes = random.routes();
            PortRoutes.Http table = compile(compiler, gateway, routes);
            for (int i = 0; i < REQUESTS; i++) {
                SpecOracle.Request request = random.request();
                String expected = SpecOracle.answer(gateway, routes, request);
                assertThat(text(table.http().select(new View(request))))
                        .as("seed %s, request %s of %s", seed, i, request)
                        .isEqualTo(expected);
                kinds.merge(expected.startsWith("no") ? expected : "rule", 1, Integer::sum);
            }
        }
        // The generator must not drift into cases that say nothing.
        assertThat(kinds.get("rule")).isGreaterThan(CONFIGURATIONS * REQUESTS / 4);
        assertThat(kinds).containsKeys("no listener", "no route");
    }

    private static PortRoutes.Http compile(Compiler compiler, Gateway gateway, List<HTTPRoute> routes) {
        List<HasMetadata> objects = new ArrayList<>(routes);
        objects.add(gateway);
        objects.add(new GatewayClassBuilder()
                .withNewMetadata()
                .withName("sluice")
                .endMetadata()
                .withNewSpec()
                .withControllerName(CompileSettings.DEFAULT_CONTROLLER_NAME)
                .endSpec()
                .build());
        return (PortRoutes.Http) compiler.compile(ResourceSnapshot.of(objects), 1)
                .table()
                .ports()
                .getFirst()
                .routes();
    }

    private static String text(Selection selection) {
        return switch (selection) {
            case Candidate(var _, var rule) -> {
                RuleId id = rule.id();
                yield List.of(id.namespace(), id.route(), Integer.toString(id.index())).stream()
                        .collect(Collectors.joining("/"));
            }
            case Selection.Filtered _ -> "filtered";
            case Selection.Miss.NO_LISTENER -> "no listener";
            case Selection.Miss.NO_ROUTE -> "no route";
            case Selection.Miss.MISDIRECTED -> "misdirected";
        };
    }
}
