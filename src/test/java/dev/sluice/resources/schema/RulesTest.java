package dev.sluice.resources.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.sluice.resources.IpAddresses;
import dev.sluice.resources.cel.CelException;
import dev.sluice.resources.cel.CelExpression;
import dev.sluice.resources.document.DocumentException;
import dev.sluice.resources.document.DocumentReader;
import dev.sluice.resources.document.Node;
import dev.sluice.resources.document.ReadLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every rule of every schema against Google's implementation of the language, on random values. */
class RulesTest {
    private static final int VALUES_PER_RULE = 60;
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "*",
            "*.example.com",
            "example.com",
            "10.0.0.1",
            "::1",
            "/",
            "/a//b",
            "example.com/inside",
            "k8s.io/inside",
            "/a/../b",
            "/a/.",
            "/%2F",
            "#",
            "Exact",
            "PathPrefix",
            "500ms",
            "1h",
            "0s",
            "A_b",
            "a.b",
            "nginx",
            "Foo.Bar",
            "-x-",
            "https://a.example:8080");

    private final Random random = new Random(42);

    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("self", SimpleType.DYN)
            .addVar("oldSelf", SimpleType.DYN)
            .addLibraries(CelExtensions.strings())
            .addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                    "isIP", CelOverloadDecl.newGlobalOverload("isIP_string", SimpleType.BOOL, SimpleType.STRING)))
            .addFunctionDeclarations(
                    CelFunctionDecl.newFunctionDeclaration(
                            "format.dns1123Subdomain",
                            CelOverloadDecl.newGlobalOverload("format_subdomain", SimpleType.DYN)),
                    CelFunctionDecl.newFunctionDeclaration(
                            "format.qualifiedName",
                            CelOverloadDecl.newGlobalOverload("format_qualified", SimpleType.DYN)),
                    CelFunctionDecl.newFunctionDeclaration(
                            "validate",
                            CelOverloadDecl.newMemberOverload(
                                    "format_validate", SimpleType.DYN, SimpleType.DYN, SimpleType.STRING)),
                    CelFunctionDecl.newFunctionDeclaration(
                            "hasValue", CelOverloadDecl.newMemberOverload("invalid", SimpleType.BOOL, SimpleType.DYN)))
            .build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .addLibraries(CelExtensions.strings())
            .addFunctionBindings(CelFunctionBinding.from("isIP_string", String.class, IpAddresses::isAddress))
            // A format is a text here, and the result of a validation whether something is wrong.
            .addFunctionBindings(
                    CelFunctionBinding.from("format_subdomain", List.of(), _ -> "subdomain"),
                    CelFunctionBinding.from("format_qualified", List.of(), _ -> "qualified"),
                    CelFunctionBinding.from(
                            "format_validate",
                            String.class,
                            String.class,
                            (format, text) -> format.equals("subdomain") ? !isSubdomain(text) : !isQualified(text)),
                    CelFunctionBinding.from("invalid", Boolean.class, invalid -> invalid))
            .build();

    private static boolean isQualified(String text) {
        int slash = text.indexOf('/');
        String name = text.substring(slash + 1);
        return (slash < 0 || isSubdomain(text.substring(0, slash)))
                && name.length() <= 63
                && name.matches("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
    }

    private static boolean isSubdomain(String text) {
        return text.length() <= 253 && text.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    }

    private static void everyRule(BiConsumer<Schema, Rule> visitor) throws IOException, DocumentException {
        DocumentReader reader = new DocumentReader(ReadLimits.DEFAULT);
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources/schemas"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Node node = reader.parse(reader.cut(Files.readString(file)).getFirst())
                        .getFirst();
                walk(new SchemaReader().read(node), visitor);
            }
        }
    }

    private static void walk(Schema schema, BiConsumer<Schema, Rule> visitor) {
        schema.rules().forEach(rule -> visitor.accept(schema, rule));
        schema.properties().values().forEach(property -> walk(property, visitor));
        if (schema.items() != null) {
            walk(schema.items(), visitor);
        }
        if (schema.additional() != null) {
            walk(schema.additional(), visitor);
        }
    }

    @Test
    void bothSayTheSame() throws IOException, DocumentException {
        Map<String, Integer> outcomes = new LinkedHashMap<>();
        Map<String, Boolean> rules = new LinkedHashMap<>();
        everyRule((schema, rule) -> {
            if (rules.put(rule.toString(), true) != null) {
                return;
            }
            CelExpression ours = CelExpression.parse(rule.toString());
            CelRuntime.Program reference = program(rule);
            for (int i = 0; i < VALUES_PER_RULE; i++) {
                Object self = value(schema, 0);
                Object old = random.nextBoolean() ? self : value(schema, 0);
                String expected = reference(reference, escape(self), escape(old));
                assertThat(ours(ours, self, old))
                        .as(() -> rule + "\nof " + self)
                        .isEqualTo(expected);
                outcomes.merge(expected, 1, Integer::sum);
            }
        });
        assertThat(rules).hasSizeGreaterThan(85);
        assertThat(outcomes).containsOnlyKeys("true", "false", "error");
        assertThat(outcomes.values()).allMatch(count -> count > 50);
    }

    private static CelRuntime.Program program(Rule rule) {
        try {
            return RUNTIME.createProgram(COMPILER.compile(rule.toString()).getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new AssertionError(rule.toString(), e);
        }
    }

    private static String ours(CelExpression expression, Object self, Object old) {
        try {
            return String.valueOf(expression.evaluate(Map.of("self", self, "oldSelf", old)));
        } catch (CelException e) {
            return "error";
        }
    }

    private static String reference(CelRuntime.Program program, Object self, Object old) {
        try {
            return String.valueOf(program.eval(Map.of("self", self, "oldSelf", old)));
        } catch (CelEvaluationException e) {
            return "error";
        }
    }

    /** A value of the schema's shape, but hardly ever a valid one. */
    private Object value(Schema schema, int depth) {
        if (!schema.allowed().isEmpty() && random.nextInt(10) > 0) {
            return schema.allowed().get(random.nextInt(schema.allowed().size()));
        }
        return switch (schema.type()) {
            case "object" -> {
                Map<String, Object> map = new LinkedHashMap<>();
                schema.properties().forEach((name, property) -> {
                    if (random.nextInt(5) > (schema.required().contains(name) ? 0 : 2)) {
                        map.put(name, value(property, depth + 1));
                    }
                });
                if (schema.additional() != null) {
                    for (int i = random.nextInt(3); i > 0; i--) {
                        map.put(TEXTS.get(random.nextInt(TEXTS.size())), value(schema.additional(), depth + 1));
                    }
                }
                yield map;
            }
            case "array" -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(depth > 4 ? 2 : 4); i > 0 && schema.items() != null; i--) {
                    list.add(
                            !list.isEmpty() && random.nextInt(3) == 0
                                    ? list.getFirst()
                                    : value(schema.items(), depth + 1));
                }
                yield list;
            }
            case "integer" -> (long) random.nextInt(4);
            case "boolean" -> random.nextBoolean();
            default -> TEXTS.get(random.nextInt(TEXTS.size()));
        };
    }

    /** Kubernetes escapes reserved names; the reference does not know that. */
    private static Object escape(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<Object, Object> escaped = new LinkedHashMap<>();
                map.forEach(
                        (key, inner) -> escaped.put(key.equals("namespace") ? "__namespace__" : key, escape(inner)));
                yield escaped;
            }
            case List<?> list -> list.stream().map(RulesTest::escape).toList();
            default -> value;
        };
    }
}
