package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServedKindsTest {
    private static final KindVersion GATEWAY = new KindVersion("Gateway", "v1");
    private static final Set<KindVersion> ALL = Set.of(GATEWAY, new KindVersion("HTTPRoute", "v1"));

    private final SynchronousQueue<Set<KindVersion>> answers = new SynchronousQueue<>();
    private final LinkedBlockingQueue<Set<KindVersion>> believed = new LinkedBlockingQueue<>();
    private ServedKinds served = regularly(believed::add);

    private ServedKinds regularly(Consumer<Set<KindVersion>> listener) {
        return new ServedKinds(this::answer, Duration.ofMillis(1), listener);
    }

    private Set<KindVersion> answer() {
        try {
            return answers.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        served.close();
        answers.offer(ALL);
    }

    private Set<KindVersion> after(Set<KindVersion> answer) throws InterruptedException {
        answers.put(answer);
        return believed.take();
    }

    @Test
    void aKindIsBelievedAtOnceAndItsEndWhenSeveralAnswersInARowDoNotHaveIt() throws InterruptedException {
        served.start();

        assertThat(after(Set.of(GATEWAY))).containsExactly(GATEWAY);
        assertThat(after(ALL)).isEqualTo(ALL);
        assertThat(after(Set.of())).isEqualTo(ALL);
        assertThat(after(Set.of(GATEWAY))).isEqualTo(ALL);
        assertThat(after(ALL)).isEqualTo(ALL);
        assertThat(after(Set.of(GATEWAY))).isEqualTo(ALL);
        assertThat(after(Set.of(GATEWAY))).isEqualTo(ALL);
        assertThat(after(Set.of(GATEWAY))).containsExactly(GATEWAY);
        assertThat(after(ALL)).isEqualTo(ALL);
    }

    @Test
    void answersThatWereAskedForOutOfTurnEndNoKind() throws InterruptedException {
        served = new ServedKinds(this::answer, Duration.ofHours(1), believed::add);
        served.start();
        assertThat(after(ALL)).isEqualTo(ALL);

        served.askSoon();

        for (int i = 0; i < 4; i++) {
            assertThat(after(Set.of())).isEqualTo(ALL);
        }
    }

    @Test
    void aListenerThatFailsIsNotTakenForAnApiServerThatDoesNotAnswer() throws InterruptedException {
        List<String> logged = Collections.synchronizedList(new ArrayList<>());
        Handler recorder = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getMessage().contains("kinds")) {
                    logged.add(record.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger("").addHandler(recorder);
        try {
            served = regularly(kinds -> {
                believed.add(kinds);
                throw new IllegalStateException("out of order");
            });
            served.start();

            after(ALL);
            assertThat(after(ALL)).isEqualTo(ALL);

            assertThat(logged).singleElement().asString().contains("try again").doesNotContain("does not say");
        } finally {
            Logger.getLogger("").removeHandler(recorder);
        }
    }
}
