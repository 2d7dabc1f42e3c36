package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the native build would be given, read from a build that stops before GraalVM: {@code ./mvnw -Pnative-sources
 * verify}. A type or resource that is missing here is missing in the executable, where it fails only when it is used.
 */
class NativeSourcesIT {
    private static final Path SOURCES = Path.of("target/native-sources");

    /** Models that the client reads and writes; each with spec, status and list where it has them. */
    private static final List<String> MODELS = List.of(
            "gatewayapi.v1.GatewayClass",
            "gatewayapi.v1.GatewayClassList",
            "gatewayapi.v1.GatewayClassSpec",
            "gatewayapi.v1.GatewayClassStatus",
            "gatewayapi.v1.Gateway",
            "gatewayapi.v1.GatewayList",
            "gatewayapi.v1.GatewaySpec",
            "gatewayapi.v1.GatewayStatus",
            "gatewayapi.v1.ListenerStatus",
            "gatewayapi.v1.HTTPRoute",
            "gatewayapi.v1.HTTPRouteList",
            "gatewayapi.v1.HTTPRouteSpec",
            "gatewayapi.v1.HTTPRouteStatus",
            "gatewayapi.v1.ListenerSet",
            "gatewayapi.v1.ListenerSetList",
            "gatewayapi.v1.ListenerSetSpec",
            "gatewayapi.v1.ListenerSetStatus",
            "gatewayapi.v1.ListenerEntry",
            "gatewayapi.v1.ListenerEntryStatus",
            "gatewayapi.v1.GRPCRoute",
            "gatewayapi.v1.GRPCRouteList",
            "gatewayapi.v1.GRPCRouteSpec",
            "gatewayapi.v1.GRPCRouteStatus",
            "gatewayapi.v1.TLSRoute",
            "gatewayapi.v1.TLSRouteList",
            "gatewayapi.v1.TLSRouteSpec",
            "gatewayapi.v1.TLSRouteStatus",
            "gatewayapi.v1.TCPRoute",
            "gatewayapi.v1.TCPRouteList",
            "gatewayapi.v1.TCPRouteSpec",
            "gatewayapi.v1.TCPRouteStatus",
            "gatewayapi.v1.UDPRoute",
            "gatewayapi.v1.UDPRouteList",
            "gatewayapi.v1.UDPRouteSpec",
            "gatewayapi.v1.UDPRouteStatus",
            "gatewayapi.v1.RouteParentStatus",
            "gatewayapi.v1.ReferenceGrant",
            "gatewayapi.v1.ReferenceGrantList",
            "gatewayapi.v1.ReferenceGrantSpec",
            "Service",
            "ServiceList",
            "ServiceSpec",
            "ServiceStatus",
            "Secret",
            "SecretList",
            "ConfigMap",
            "ConfigMapList",
            "Namespace",
            "NamespaceList",
            "Pod",
            "PodList",
            "Condition",
            "discovery.v1.EndpointSlice",
            "discovery.v1.EndpointSliceList",
            "coordination.v1.Lease",
            "coordination.v1.LeaseSpec");

    private static Set<String> reflective = Set.of();
    private static List<Pattern> resources = List.of();

    @BeforeAll
    static void readWhatTheBuildLeft() throws IOException {
        Path jar;
        try (Stream<Path> files = Files.list(SOURCES)) {
            jar = files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        ObjectMapper json = new ObjectMapper();
        try (JarFile runner = new JarFile(jar.toFile())) {
            Set<String> names = new HashSet<>();
            for (JsonNode entry : json.readTree(
                    runner.getInputStream(runner.getEntry("META-INF/native-image/reflect-config.json")))) {
                names.add(entry.get("name").asText());
            }
            List<Pattern> patterns = new ArrayList<>();
            for (JsonNode include : json.readTree(
                            runner.getInputStream(runner.getEntry("META-INF/native-image/resource-config.json")))
                    .at("/resources/includes")) {
                patterns.add(Pattern.compile(include.get("pattern").asText()));
            }
            reflective = names;
            resources = patterns;
        }
    }

    @Test
    void everyTypeThatWeRegisterIsThere() {
        List<String> registered = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter().importPath(Path.of("target/classes"))) {
            if (type.isAnnotatedWith(RegisterForReflection.class)) {
                RegisterForReflection registration = type.getAnnotationOfType(RegisterForReflection.class);
                Arrays.stream(registration.targets()).map(Class::getName).forEach(registered::add);
                registered.addAll(List.of(registration.classNames()));
                if (registration.targets().length == 0 && registration.classNames().length == 0) {
                    registered.add(type.getName());
                }
            }
        }
        assertThat(missing(registered)).isEmpty();
        assertThat(registered).contains("io.fabric8.kubernetes.model.jackson.UnwrappedTypeResolverBuilder");
    }

    @Test
    void everyModelIsThere() {
        assertThat(missing(MODELS.stream()
                        .map(name -> "io.fabric8.kubernetes.api.model." + name)
                        .toList()))
                .isEmpty();
    }

    private static List<String> missing(List<String> names) {
        return names.stream().filter(name -> !reflective.contains(name)).toList();
    }

    @Test
    void everyResourceIsThere() throws IOException {
        Path root = Path.of("src/main/resources");
        try (Stream<Path> files = Files.walk(root)) {
            List<String> own = files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .filter(name -> !name.equals("application.yaml"))
                    .toList();
            assertThat(own)
                    .allSatisfy(name -> assertThat(resources)
                            .as(name)
                            .anyMatch(pattern -> pattern.matcher(name).matches()));
        }
    }

    /** {@code --link-at-build-time} fails on a method that Netty calls and our version of brotli4j does not have. */
    @Test
    void brotliHasTheMethodsThatNettyCalls() {
        assertThat(new ClassFileImporter().importClass(DecoderJNI.Wrapper.class).tryGetMethod("pull", int.class))
                .isPresent();
    }
}
