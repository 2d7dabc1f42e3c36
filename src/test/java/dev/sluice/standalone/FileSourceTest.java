package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resources.ResourceKey;
import dev.sluice.resources.manifest.Changes;
import dev.sluice.resources.manifest.ManifestParser;
import dev.sluice.resources.manifest.UnknownFields;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
    @TempDir
    Path temp;

    private final BlockingQueue<Changes> seen = new LinkedBlockingQueue<>();
    /** The value of the key {@code v} of every ConfigMap. */
    private final Map<String, String> values = new TreeMap<>();

    private List<?> problems = List.of();
    private FileSource source;

    private void start(Path root) throws IOException {
        source = new FileSource(
                root, new ManifestParser(UnknownFields.ERROR), InstantSource.system(), List.of(), seen::add);
        source.start();
        take();
    }

    /** Doubtful files count only after a minute, so that what a test sees does not depend on time. */
    private void startInDoubt() throws IOException {
        source = new FileSource(
                temp,
                new ManifestParser(UnknownFields.ERROR),
                InstantSource.system(),
                List.of(),
                seen::add,
                FileSource.Patience.ofMillis(1, 60_000, 60_000));
        source.start();
        take();
    }

    /** When this is over, all earlier changes have been looked at. */
    private Changes afterAChangeOfAnotherFile(String value) throws IOException {
        replace(temp.resolve("zz.yaml"), map("zz", value));
        Changes changes = take();
        assertThat(values).containsEntry("zz", value);
        return changes;
    }

    @AfterEach
    void close() throws IOException {
        source.close();
    }

    /** Waits for one report and applies it. */
    private Changes take() {
        try {
            Changes changes = seen.poll(10, TimeUnit.SECONDS);
            assertThat(changes).as("a change is reported").isNotNull();
            changes.removed()
                    .forEach(object -> values.remove(ResourceKey.of(object).name()));
            for (HasMetadata object : changes.changed()) {
                if (object instanceof ConfigMap map) {
                    values.put(map.getMetadata().getName(), map.getData().get("v"));
                }
            }
            problems = changes.problems();
            return changes;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitValues(Map<String, String> expected) {
        for (int i = 0; i < 20 && !values.equals(expected); i++) {
            take();
        }
        assertThat(values).isEqualTo(expected);
    }

    private static String map(String name, String value) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata: {v: " + value + "}\n---\n";
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = Files.writeString(file.resolveSibling("." + file.getFileName() + ".tmp"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void followsEditsAdditionsRemovalsAndReplacements() throws IOException {
        Path file = Files.writeString(temp.resolve("a.yaml"), map("a", "one"));
        Files.writeString(temp.resolve("notes.txt"), "not: [a manifest");
        Files.writeString(temp.resolve(".hidden.yaml"), map("hidden", "x"));
        start(temp);
        assertThat(values).isEqualTo(Map.of("a", "one"));
        Files.writeString(file, map("a", "two"));
        awaitValues(Map.of("a", "two"));
        replace(file, map("a", "three"));
        awaitValues(Map.of("a", "three"));
        Path other = Files.writeString(
                temp.resolve("b.json"),
                "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"b\"}, \"data\": {\"v\": \"b\"}}");
        awaitValues(Map.of("a", "three", "b", "b"));
        Files.delete(other);
        awaitValues(Map.of("a", "three"));
        assertThat(problems).isEmpty();
    }

    @Test
    void followsDirectoriesThatComeAndGo() throws IOException {
        start(temp);
        Path deep = Files.createDirectories(temp.resolve("x/y"));
        Files.writeString(deep.resolve("a.yml"), map("a", "one"));
        awaitValues(Map.of("a", "one"));
        Files.writeString(deep.resolve("a.yml"), map("a", "two"));
        awaitValues(Map.of("a", "two"));
        Files.move(temp.resolve("x"), temp.resolve("z"));
        Files.writeString(temp.resolve("z/y/b.yml"), map("b", "one"));
        awaitValues(Map.of("a", "two", "b", "one"));
        Files.delete(temp.resolve("z/y/a.yml"));
        awaitValues(Map.of("b", "one"));
    }

    @Test
    void aFileThatIsMovedKeepsItsObjects() throws IOException {
        Path file = Files.writeString(temp.resolve("a.yaml"), map("a", "one"));
        start(temp);
        Path moved = Files.move(file, temp.resolve("b.yaml"));
        Files.writeString(moved, map("a", "two"));
        Changes changes = take();
        assertThat(changes.removed()).isEmpty();
        assertThat(changes.problems()).isEmpty();
        assertThat(values).isEqualTo(Map.of("a", "two"));
    }

    @Test
    void aFileThatBreaksGoesOnBeingServedAndSaysWhy() throws IOException {
        Path file = Files.writeString(temp.resolve("a.yaml"), map("a", "one") + map("b", "one"));
        start(temp);
        Files.writeString(file, map("a", "two") + "data: [");
        Changes changes = take();
        assertThat(changes.removed()).isEmpty();
        assertThat(values).isEqualTo(Map.of("a", "two", "b", "one"));
        assertThat(problems).singleElement().asString().startsWith(file + ":6:").contains("error");
        Files.writeString(file, map("b", "three"));
        awaitValues(Map.of("b", "three"));
        assertThat(problems).isEmpty();
    }

    @Test
    void aFileThatIsWrittenInPiecesDoesNotFlap() throws IOException {
        Path file = temp.resolve("a.yaml");
        Files.writeString(file, map("a", "one") + map("b", "one"));
        start(temp);
        String text = map("a", "two") + map("b", "two");
        for (int i = 0; i < text.length(); i += 7) {
            Files.writeString(
                    file,
                    text.substring(i, Math.min(text.length(), i + 7)),
                    i == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
        }
        while (!values.equals(Map.of("a", "two", "b", "two"))) {
            Changes changes = take();
            assertThat(changes.removed()).isEmpty();
            assertThat(changes.problems()).isEmpty();
        }
    }

    @Test
    void whatMayBeHalfWrittenIsWaitedFor() throws IOException {
        Path file = Files.writeString(temp.resolve("a.yaml"), map("a", "one") + map("b", "one"));
        startInDoubt();
        List<String> halves = List.of(
                "", // truncated
                map("a", "two"), // an object is missing
                map("a", "two") + map("b", "two") + "data: [", // does not parse
                map("a", "two") + "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata:\n  v: tw"); // no end
        for (int i = 0; i < halves.size(); i++) {
            Files.writeString(file, halves.get(i));
            Changes changes = afterAChangeOfAnotherFile("v" + i);
            assertThat(changes.problems()).isEmpty();
            assertThat(values).containsEntry("a", "one").containsEntry("b", "one");
        }
        Files.writeString(file, map("a", "two") + map("b", "two"));
        awaitValues(Map.of("a", "two", "b", "two", "zz", "v3"));
    }

    @Test
    void whatMayBeHalfMovedIsWaitedFor() throws IOException {
        Path file = Files.writeString(temp.resolve("a.yaml"), map("a", "one"));
        startInDoubt();
        Files.delete(file);
        afterAChangeOfAnotherFile("v1");
        assertThat(values).containsEntry("a", "one");
        Files.writeString(file, map("a", "two"));
        awaitValues(Map.of("a", "two", "zz", "v1"));
        Files.writeString(temp.resolve("b.yaml"), map("a", "three"));
        assertThat(afterAChangeOfAnotherFile("v2").problems()).isEmpty();
        assertThat(values).containsEntry("a", "two");
    }

    @Test
    void aFileThatEndsInTheMiddleOfALineIsWaitedFor() throws IOException {
        Path file = Files.writeString(temp.resolve("a.yaml"), map("a", "one"));
        start(temp);
        String text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  v: two";
        Files.writeString(file, text);
        Files.writeString(file, text + " three\n");
        assertThat(take().changed()).hasSize(1);
        assertThat(values).isEqualTo(Map.of("a", "two three"));
        Files.writeString(file, text);
        awaitValues(Map.of("a", "two"));
    }

    @Test
    void followsTheLinksOfAConfigMapVolume() throws IOException {
        Path one = Files.createDirectory(temp.resolve("..one"));
        Files.writeString(one.resolve("a.yaml"), map("a", "one"));
        Files.createSymbolicLink(temp.resolve("..data"), Path.of("..one"));
        Files.createSymbolicLink(temp.resolve("a.yaml"), Path.of("..data/a.yaml"));
        start(temp);
        assertThat(values).isEqualTo(Map.of("a", "one"));
        Path two = Files.createDirectory(temp.resolve("..two"));
        Files.writeString(two.resolve("a.yaml"), map("a", "two"));
        Files.createSymbolicLink(temp.resolve("..data_tmp"), Path.of("..two"));
        Files.move(temp.resolve("..data_tmp"), temp.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(one.resolve("a.yaml"));
        Files.delete(one);
        awaitValues(Map.of("a", "two"));
        assertThat(seen).isEmpty();
    }

    @Test
    void followsTheTargetOfALinkOutOfTheDirectory() throws IOException {
        Path root = Files.createDirectory(temp.resolve("root"));
        Path target = Files.writeString(
                Files.createDirectory(temp.resolve("elsewhere")).resolve("t.yaml"), map("a", "one"));
        Files.createSymbolicLink(root.resolve("a.yaml"), target);
        start(root);
        Files.writeString(target, map("a", "two"));
        awaitValues(Map.of("a", "two"));
    }

    @Test
    void aLinkThatLeadsNowhereIsNamedAndFollowedToWhatComesThere() throws IOException {
        Path root = Files.createDirectory(temp.resolve("root"));
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(root.resolve("a.yaml"), Path.of("../elsewhere/t"));
        start(root);
        assertThat(problems).singleElement().asString().contains(link.toString(), "the link leads nowhere");
        replace(elsewhere.resolve("t"), map("a", "one"));
        awaitValues(Map.of("a", "one"));
        assertThat(problems).isEmpty();
    }

    @Test
    void aPipeIsNamedAndNotWaitedFor() throws IOException, InterruptedException {
        Path pipe = temp.resolve("a.yaml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Files.writeString(temp.resolve("b.yaml"), map("b", "one"));
        start(temp);
        assertThat(values).isEqualTo(Map.of("b", "one"));
        assertThat(problems).singleElement().asString().contains(pipe.toString(), "it is no regular file");
    }

    @Test
    void aDirectoryThatIsReplacedAsAWholeIsFollowed() throws IOException {
        Path root = Files.createDirectory(temp.resolve("root"));
        Files.writeString(root.resolve("a.yaml"), map("a", "one"));
        start(root);
        Files.move(root, temp.resolve("old"));
        Path next = Files.createDirectory(temp.resolve("next"));
        Files.writeString(next.resolve("a.yaml"), map("a", "two"));
        Files.move(next, root);
        awaitValues(Map.of("a", "two"));
        Files.writeString(root.resolve("a.yaml"), map("a", "three"));
        awaitValues(Map.of("a", "three"));
        assertThat(problems).isEmpty();
    }
}
