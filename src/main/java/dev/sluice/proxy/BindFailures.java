package dev.sluice.proxy;

/** Why a socket could not be opened, in words for the user. */
final class BindFailures {
    private BindFailures() {}

    static String inWords(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("already in use")) {
            return "address already in use";
        }
        if (message.contains("ermission denied")) {
            return "permission denied";
        }
        if (isNoAddress(cause) || message.contains("nresolved")) {
            return "the address is not one of this machine's";
        }
        return message;
    }

    /** Whether this machine does not have the address. */
    static boolean isNoAddress(Throwable cause) {
        return String.valueOf(cause.getMessage()).contains("assign requested address");
    }
}
