package dev.sluice.app;

/** The setting {@code sluice.access-log.format}. */
public enum AccessLogFormat {
    NONE,
    TEXT,
    JSON
}
