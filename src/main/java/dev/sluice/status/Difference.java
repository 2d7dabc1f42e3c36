package dev.sluice.status;

/** In what a live status differs from what is desired; each includes those before it. */
public enum Difference {
    /** Nothing has to be written. */
    NONE,
    /** How many routes or ListenerSets are attached: it changes with each of them, and nobody acts on it. */
    COUNTS,
    /** A condition, an address, a listener. */
    REST;

    Difference and(Difference other) {
        return compareTo(other) < 0 ? other : this;
    }

    static Difference of(boolean countsEqual, boolean restEqual) {
        return !restEqual ? REST : countsEqual ? NONE : COUNTS;
    }
}
