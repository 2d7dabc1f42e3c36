package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The order of the packages, and what a native executable cannot do. See ARCHITECTURE.md. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] NETWORK_AND_FRAMEWORK = {
        "io.vertx..", "io.netty..", "io.quarkus..", "io.javaoperatorsdk..", "io.micrometer..", "jakarta.."
    };

    @ArchTest
    static final ArchRule packagesDependDownwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("app")
            .definedBy("dev.sluice.app..")
            .layer("cli")
            .definedBy("dev.sluice.cli..")
            .layer("kubernetes")
            .definedBy("dev.sluice.kubernetes..")
            .layer("standalone")
            .definedBy("dev.sluice.standalone..")
            .layer("proxy")
            .definedBy("dev.sluice.proxy..")
            .layer("feed")
            .definedBy("dev.sluice.feed..")
            .layer("explain")
            .definedBy("dev.sluice.explain..")
            .layer("control")
            .definedBy("dev.sluice.control..")
            .layer("compile")
            .definedBy("dev.sluice.compile..")
            .layer("resources")
            .definedBy("dev.sluice.resources..")
            .layer("status")
            .definedBy("dev.sluice.status..")
            .layer("routing")
            .definedBy("dev.sluice.routing..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("cli")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("kubernetes")
            .mayOnlyBeAccessedByLayers("app", "cli")
            .whereLayer("standalone")
            .mayOnlyBeAccessedByLayers("app", "cli")
            .whereLayer("proxy")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("feed")
            .mayOnlyBeAccessedByLayers("app", "kubernetes")
            .whereLayer("explain")
            .mayOnlyBeAccessedByLayers("app", "cli")
            .whereLayer("control")
            .mayOnlyBeAccessedByLayers("app", "cli", "kubernetes", "standalone")
            .whereLayer("compile")
            .mayOnlyBeAccessedByLayers("app", "cli", "kubernetes", "standalone", "explain", "control")
            .whereLayer("resources")
            .mayOnlyBeAccessedByLayers("app", "cli", "kubernetes", "standalone", "explain", "control", "compile")
            .whereLayer("status")
            .mayOnlyBeAccessedByLayers("app", "cli", "kubernetes", "standalone", "explain", "control", "compile");

    @ArchTest
    static final ArchRule noCyclesBetweenPackages =
            slices().matching("dev.sluice.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule routingAndStatusNeedTheJdkOnly = noClasses()
            .that()
            .resideInAnyPackage("dev.sluice.routing..", "dev.sluice.status..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..", "com.google.re2j..", "org.jspecify..", "dev.sluice.routing..", "dev.sluice.status..");

    @ArchTest
    static final ArchRule theCoreKnowsNoNetworkAndNoFramework = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.sluice.resources..", "dev.sluice.compile..", "dev.sluice.control..", "dev.sluice.explain..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETWORK_AND_FRAMEWORK);

    @ArchTest
    static final ArchRule theDataPlaneKnowsNoKubernetesAndNoFramework = noClasses()
            .that()
            .resideInAnyPackage("dev.sluice.proxy..", "dev.sluice.feed..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "io.quarkus..", "io.javaoperatorsdk..", "io.micrometer..", "jakarta..");

    @ArchTest
    static final ArchRule nothingIsFoundByReflection = noClasses()
            .should()
            .callMethod(Class.class, "forName", String.class)
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(
                    java.util.ServiceLoader.class,
                    java.lang.reflect.Proxy.class,
                    java.io.ObjectInputStream.class,
                    java.lang.reflect.Constructor.class);

    @ArchTest
    static final ArchRule nothingSleeps = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    /** A native build runs static initialisers on the machine that builds. */
    @ArchTest
    static final ArchRule staticInitialisersDoNotLookAtTheMachine = noClasses()
            .should()
            .callMethodWhere(
                    new DescribedPredicate<>(
                            "a static initialiser reads the environment, a clock, the processors or a file") {
                        @Override
                        public boolean test(JavaMethodCall call) {
                            return call.getOrigin().getName().equals("<clinit>") && looksAtTheMachine(call);
                        }
                    });

    private static boolean looksAtTheMachine(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        String name = call.getName();
        return (owner.isEquivalentTo(System.class) && !name.equals("arraycopy") && !name.equals("identityHashCode"))
                || owner.isEquivalentTo(Runtime.class)
                || owner.isEquivalentTo(Files.class)
                || owner.isEquivalentTo(Executors.class)
                || owner.isAssignableTo(ExecutorService.class)
                || (owner.getPackageName().equals("java.time") && name.equals("now"))
                || (owner.isEquivalentTo(Boolean.class) && name.equals("getBoolean"));
    }
}
