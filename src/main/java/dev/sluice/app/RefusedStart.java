package dev.sluice.app;

/** What keeps this process from starting: for the user to mend, so without a stack trace. */
final class RefusedStart extends Exception {
    /** Exit code for a wrong command line or setting, and input that cannot be read. */
    static final int USAGE = 2;
    /** Exit code for anything else. */
    static final int FAILURE = 1;

    private static final long serialVersionUID = 1;

    private final int code;

    /** @param message in one line: the setting or input, its value, and what to do */
    RefusedStart(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }
}
