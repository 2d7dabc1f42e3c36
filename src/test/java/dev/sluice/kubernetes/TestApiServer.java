package dev.sluice.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.ClusterProgram;
import dev.sluice.proxy.Ports;
import dev.sluice.resources.XBackend;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionSpec;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An API server and etcd of the test's own on loopback, from the programs of conformance/cluster, for what must not be
 * done to a cluster that others use: kinds that come and go, an API server that goes away. No controller runs.
 */
final class TestApiServer implements AutoCloseable {
    private static final String AUDIT_POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
              - level: Metadata
            """;

    private final Path directory;
    private final boolean guarded;
    private final int etcdPort = Ports.free();
    private final int port = Ports.free();
    private final Process etcd;
    private Process apiServer;
    final KubernetesClient client;

    TestApiServer() {
        this(false);
    }

    /** One that enforces roles, and writes down who asks for what. */
    static TestApiServer guarded() {
        return new TestApiServer(true);
    }

    private TestApiServer(boolean guarded) {
        this.guarded = guarded;
        try {
            directory = Files.createTempDirectory("sluice-apiserver");
            Files.writeString(directory.resolve("audit.yaml"), AUDIT_POLICY);
            writeKeys();
            String url = "http://127.0.0.1:" + etcdPort;
            String peer = "http://127.0.0.1:" + Ports.free();
            etcd = run(
                    "etcd",
                    "--data-dir=" + directory.resolve("etcd"),
                    "--unsafe-no-fsync",
                    "--log-level=error",
                    "--listen-client-urls=" + url,
                    "--advertise-client-urls=" + url,
                    "--listen-peer-urls=" + peer,
                    "--initial-advertise-peer-urls=" + peer,
                    "--initial-cluster=default=" + peer);
            start();
            client = client();
            awaitReady();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A further client, as another process would have. */
    KubernetesClient client() {
        return new KubernetesClientBuilder().withConfig(config().build()).build();
    }

    /** A client that may do what a service account may. */
    KubernetesClient clientOf(String account) {
        return new KubernetesClientBuilder()
                .withConfig(config().withImpersonateUsername(account)
                        .withImpersonateGroups("system:serviceaccounts", "system:authenticated")
                        .build())
                .build();
    }

    private ConfigBuilder config() {
        return new ConfigBuilder()
                .withMasterUrl("https://127.0.0.1:" + port)
                .withOauthToken("test")
                .withTrustCerts(true)
                .withRequestTimeout(TestCluster.REQUEST_TIMEOUT_MILLIS);
    }

    /** What an account has asked for, as {@code verb group/resource/subresource}. */
    Set<String> askedBy(String account) {
        return audited(account, "allow");
    }

    /** What an account has asked for and may not. */
    Set<String> refusedTo(String account) {
        return audited(account, "forbid");
    }

    private Set<String> audited(String account, String decision) {
        ObjectMapper json = new ObjectMapper();
        Set<String> audited = new TreeSet<>();
        try (Stream<String> lines = Files.lines(directory.resolve("audit.log"))) {
            for (String line : lines.toList()) {
                JsonNode event = json.readTree(line);
                JsonNode object = event.path("objectRef");
                if (event.path("impersonatedUser").path("username").asText().equals(account)
                        && event.path("annotations")
                                .path("authorization.k8s.io/decision")
                                .asText()
                                .equals(decision)
                        && object.has("resource")) {
                    audited.add(event.path("verb").asText() + " "
                            + (object.has("apiGroup") ? object.path("apiGroup").asText() + "/" : "")
                            + object.path("resource").asText()
                            + (object.has("subresource")
                                    ? "/" + object.path("subresource").asText()
                                    : ""));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return audited;
    }

    void start() {
        List<String> arguments = new ArrayList<>(List.of(
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + directory,
                "--token-auth-file=" + directory.resolve("tokens"),
                "--authorization-mode=" + (guarded ? "RBAC" : "AlwaysAllow"),
                "--disable-admission-plugins=ServiceAccount",
                "--service-cluster-ip-range=10.97.0.0/16",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + directory.resolve("sa.pub"),
                "--service-account-signing-key-file=" + directory.resolve("sa.key"),
                "--watch-cache=true"));
        if (guarded) {
            arguments.add("--enable-admission-plugins=OwnerReferencesPermissionEnforcement");
            arguments.add("--audit-policy-file=" + directory.resolve("audit.yaml"));
            arguments.add("--audit-log-path=" + directory.resolve("audit.log"));
        }
        apiServer = run("kube-apiserver", arguments.toArray(String[]::new));
    }

    void awaitReady() {
        Await.until("the API server is ready", () -> {
            try {
                return "ok".equals(client.raw("/readyz"));
            } catch (RuntimeException notYet) {
                return false;
            }
        });
    }

    /** The API server goes away at once; what is in etcd stays. */
    void stop() {
        end(apiServer);
    }

    /** Installs the definitions that the shared cluster has, by the plural of their kinds. */
    void install(String... plurals) {
        for (String plural : plurals) {
            install(plural, _ -> {});
        }
    }

    /** Installs, or changes, a definition that is another than the one that the shared cluster has. */
    void install(String plural, Consumer<CustomResourceDefinitionSpec> change) {
        installNamed(plural + ".gateway.networking.k8s.io", change);
    }

    private void installNamed(String name, Consumer<CustomResourceDefinitionSpec> change) {
        try (KubernetesClient cluster = TestCluster.cluster()) {
            CustomResourceDefinition definition = cluster.apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(name)
                    .require();
            change.accept(definition.getSpec());
            install(new CustomResourceDefinitionBuilder()
                    .withNewMetadata()
                    .withName(definition.getMetadata().getName())
                    .withAnnotations(Map.copyOf(definition.getMetadata().getAnnotations()))
                    .endMetadata()
                    .withSpec(definition.getSpec())
                    .build());
        }
    }

    /** Installs the definition of a kind, of the Gateway API or of Sluice's own group; any other the server has by itself. */
    void install(FollowedKind<?> kind) {
        String plural = HasMetadata.getPlural(kind.type());
        switch (HasMetadata.getGroup(kind.type())) {
            case "gateway.networking.k8s.io", XBackend.GROUP ->
                installNamed(plural + "." + HasMetadata.getGroup(kind.type()), _ -> {});
            case "sluice.dev" ->
                install(client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .load(Path.of("src/main/kubernetes", plural + ".yaml").toFile())
                        .item());
            default -> awaitServed(HasMetadata.getGroup(kind.type()), HasMetadata.getVersion(kind.type()), plural);
        }
    }

    private void install(CustomResourceDefinition definition) {
        client.resource(definition).unlock().createOr(NonDeletingOperation::update);
        for (CustomResourceDefinitionVersion version : definition.getSpec().getVersions()) {
            if (version.getServed()) {
                awaitServed(
                        definition.getSpec().getGroup(),
                        version.getName(),
                        definition.getSpec().getNames().getPlural());
            }
        }
    }

    /** A definition is there before what it defines. */
    private void awaitServed(String group, String version, String plural) {
        String path = "/apis/" + group + "/" + version + "/" + plural + "?limit=1";
        Await.until(path + " is served", () -> {
            try {
                return client.raw(path) != null;
            } catch (RuntimeException notYet) {
                return false;
            }
        });
    }

    void uninstall(String plural) {
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(plural + ".gateway.networking.k8s.io")
                .delete();
    }

    private Process run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ClusterProgram.of(program).toString());
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve(program + ".log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("no cluster: run conformance/cluster/up", e);
        }
    }

    private void writeKeys() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            writePem("sa.key", "PRIVATE KEY", pair.getPrivate().getEncoded());
            writePem("sa.pub", "PUBLIC KEY", pair.getPublic().getEncoded());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        Files.writeString(directory.resolve("tokens"), "test,test,test,\"system:masters\"\n");
    }

    private void writePem(String file, String label, byte[] content) throws IOException {
        Files.writeString(
                directory.resolve(file),
                "-----BEGIN " + label + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                        + "\n-----END " + label + "-----\n");
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        client.close();
        end(apiServer);
        end(etcd);
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
