package dev.sluice;

/** Probe. */
public final class Probe {
    private Probe() {}
}
