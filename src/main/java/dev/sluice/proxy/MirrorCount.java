package dev.sluice.proxy;

/** How many copies for mirrors are under way. One per event loop. */
final class MirrorCount {
    private final int most;
    private int count;

    MirrorCount(int most) {
        this.most = most;
    }

    /** Whether there may be one more; then {@link #end} has to follow. */
    boolean begin() {
        if (count >= most) {
            return false;
        }
        count++;
        return true;
    }

    void end() {
        count--;
    }
}
