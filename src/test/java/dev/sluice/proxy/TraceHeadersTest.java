package dev.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceHeadersTest {
    private static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void ofTwoNoneCounts() {
        Headers headers = new Headers().add("Traceparent", SAMPLED);
        assertThat(TraceHeaders.read(headers)).hasToString(SAMPLED);
        headers.add("traceparent", SAMPLED);
        assertThat(TraceHeaders.read(headers)).isNull();
        assertThat(TraceHeaders.read(new Headers())).isNull();
    }
}
