package dev.sluice.proxy;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes values for X-Request-Id: unique, not secret. */
final class RequestId {
    private RequestId() {}

    /** A version 4 UUID (RFC 9562). */
    static String next(RandomGenerator random) {
        long high = random.nextLong() & 0xffff_ffff_ffff_0fffL | 0x4000L;
        long low = random.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
