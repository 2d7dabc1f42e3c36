package dev.sluice.compile;

import dev.sluice.resources.IpAddresses;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** IP addresses and CIDRs as one list. Of a CIDR with four addresses and more, the first and last are left out. */
final class AddressPool {
    private static final int LARGEST_RANGE = 1 << 16;

    private record Range(String text, BigInteger first, int size, int bytes) {
        String get(int index) {
            return format(first.add(BigInteger.valueOf(index)), bytes);
        }

        boolean contains(byte[] address) {
            BigInteger offset = new BigInteger(1, address).subtract(first);
            return address.length == bytes && offset.signum() >= 0 && offset.compareTo(BigInteger.valueOf(size)) < 0;
        }
    }

    private final List<Range> ranges = new ArrayList<>();
    private final int size;

    /**
     * Reads a pool.
     *
     * @throws IllegalArgumentException if an entry is neither an IP address nor a CIDR
     */
    AddressPool(List<String> entries) {
        int total = 0;
        for (String entry : entries) {
            Range range = parse(entry);
            ranges.add(range);
            total += range.size();
        }
        size = total;
    }

    private static Range parse(String entry) {
        int slash = entry.indexOf('/');
        byte[] address = IpAddresses.parse(slash < 0 ? entry : entry.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("\"" + entry + "\" is neither an IP address nor a CIDR");
        }
        int bits = address.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : prefix(entry, slash, bits);
        int hostBits = bits - prefix;
        BigInteger first = new BigInteger(1, address).shiftRight(hostBits).shiftLeft(hostBits);
        long count = 1L << Math.min(hostBits, 32);
        if (hostBits > 1) {
            // The network's own address and, with IPv4, its broadcast address.
            first = first.add(BigInteger.ONE);
            count -= 2;
        }
        return new Range(entry, first, (int) Math.min(count, LARGEST_RANGE), address.length);
    }

    private static int prefix(String entry, int slash, int bits) {
        try {
            int prefix = Integer.parseInt(entry.substring(slash + 1));
            if (prefix >= 0 && prefix <= bits) {
                return prefix;
            }
        } catch (NumberFormatException e) {
            // Falls through to the complaint.
        }
        throw new IllegalArgumentException("\"" + entry + "\" has no valid prefix length");
    }

    private static String format(BigInteger value, int bytes) {
        byte[] address = new byte[bytes];
        byte[] digits = value.toByteArray();
        int length = Math.min(digits.length, bytes);
        System.arraycopy(digits, digits.length - length, address, bytes - length, length);
        return IpAddresses.format(address);
    }

    int size() {
        return size;
    }

    /** The address at a place from 0 to {@link #size} - 1. */
    String get(int index) {
        int left = index;
        for (Range range : ranges) {
            if (left < range.size()) {
                return range.get(left);
            }
            left -= range.size();
        }
        throw new IndexOutOfBoundsException(index);
    }

    boolean contains(String address) {
        byte[] bytes = IpAddresses.parse(address);
        if (bytes != null) {
            for (Range range : ranges) {
                if (range.contains(bytes)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return String.join(", ", ranges.stream().map(Range::text).toList());
    }
}
