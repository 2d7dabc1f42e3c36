package dev.sluice.proxy;

/** How many bytes of bodies may be kept beside what is being forwarded. One per event loop. */
final class BodyBudget {
    private long left;

    BodyBudget(long bytes) {
        left = bytes;
    }

    /** Takes so many bytes, or none if there are not enough. */
    boolean take(int bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }

    void giveBack(int bytes) {
        left += bytes;
    }

    long left() {
        return left;
    }
}
