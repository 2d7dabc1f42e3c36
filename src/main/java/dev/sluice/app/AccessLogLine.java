package dev.sluice.app;

import dev.sluice.proxy.RequestSummary;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The forms of a line of the access log. Neither has a query, a header or a body, where secrets may be. What a client
 * wrote is cut at 1,024 characters, and what could be taken for something else is escaped.
 */
enum AccessLogLine {
    /** {@code time client "METHOD host path protocol" status bytes milliseconds route backend endpoint error}. */
    TEXT {
        @Override
        void append(long millis, RequestSummary request, StringBuilder to) {
            to.append(Instant.ofEpochMilli(millis))
                    .append(' ')
                    .append(request.client())
                    .append(" \"");
            escape(request.method(), to);
            to.append(' ');
            escape(request.host(), to);
            to.append(' ');
            escape(request.path(), to);
            to.append(' ').append(request.protocol()).append("\" ").append(request.status());
            to.append(' ').append(request.bytes()).append(' ');
            milliseconds(request.durationNanos(), to);
            to.append(' ').append(orDash(request.rule()));
            to.append(' ').append(orDash(request.backend()));
            to.append(' ').append(orDash(request.endpoint()));
            to.append(' ').append(orDash(request.error())).append('\n');
        }
    },
    /** An object with these and the same names in every line; what there is not is null. */
    JSON {
        @Override
        void append(long millis, RequestSummary request, StringBuilder to) {
            to.append("{\"time\":\"").append(Instant.ofEpochMilli(millis)).append('"');
            field("client", request.client(), to);
            field("method", request.method(), to);
            field("host", request.host(), to);
            field("path", request.path(), to);
            field("protocol", request.protocol(), to);
            to.append(",\"status\":").append(request.status());
            to.append(",\"bytes\":").append(request.bytes()).append(",\"milliseconds\":");
            milliseconds(request.durationNanos(), to);
            field("route", request.rule(), to);
            field("backend", request.backend(), to);
            field("endpoint", request.endpoint(), to);
            field("error", request.error(), to);
            to.append("}\n");
        }
    };

    private static final int LONGEST = 1_024;

    /** Appends a line with its line feed. */
    abstract void append(long millis, RequestSummary request, StringBuilder to);

    private static void field(String name, @Nullable Object value, StringBuilder to) {
        to.append(",\"").append(name).append("\":");
        if (value == null) {
            to.append("null");
        } else {
            to.append('"');
            escape(value.toString(), to);
            to.append('"');
        }
    }

    private static String orDash(@Nullable Object value) {
        return Objects.toString(value, "-");
    }

    private static void milliseconds(long nanos, StringBuilder to) {
        long micros = nanos / 1_000;
        to.append(micros / 1_000).append('.');
        long rest = micros % 1_000;
        to.append(rest < 100 ? "0" : "").append(rest < 10 ? "0" : "").append(rest);
    }

    /** As in a JSON string; beyond ASCII everything by its code. */
    private static void escape(String text, StringBuilder to) {
        int length = Math.min(text.length(), LONGEST);
        for (int i = 0; i < length; i++) {
            char character = text.charAt(i);
            if (character == '"' || character == '\\') {
                to.append('\\').append(character);
            } else if (character < ' ' || character > '~') {
                to.append("\\u").append(String.format("%04x", (int) character));
            } else {
                to.append(character);
            }
        }
        if (text.length() > LONGEST) {
            to.append("...");
        }
    }
}
