package dev.sluice.compile;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Wraps older encodings of private keys as PKCS#8 (RFC 5958), which is what the JDK reads. */
final class Pkcs8 {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    /** The algorithm rsaEncryption with NULL parameters (RFC 3279, section 2.3.1). */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    /** The object identifier id-ecPublicKey (RFC 5480, section 2.1.1). */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private Pkcs8() {}

    /** Wraps a PKCS#1 RSAPrivateKey (RFC 8017, appendix A.1.2). */
    static byte[] fromPkcs1(byte[] key) {
        return element(SEQUENCE, concat(VERSION_0, RSA, element(OCTET_STRING, key)));
    }

    /**
     * Wraps a SEC1 ECPrivateKey (RFC 5915).
     *
     * @throws IllegalArgumentException if it is not one, or does not name its curve
     */
    static byte[] fromSec1(byte[] key) {
        byte[] curve = curve(key);
        return element(SEQUENCE, concat(VERSION_0, element(SEQUENCE, concat(EC, curve)), element(OCTET_STRING, key)));
    }

    /** The encoded parameters of an ECPrivateKey: the object identifier of a named curve. */
    private static byte[] curve(byte[] key) {
        try {
            int[] sequence = header(key, 0);
            int at = sequence[0];
            while (sequence[2] == SEQUENCE && at < sequence[1]) {
                int[] element = header(key, at);
                if (element[2] == PARAMETERS) {
                    return Arrays.copyOfRange(key, element[0], element[1]);
                }
                at = element[1];
            }
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("not an EC private key", e);
        }
        throw new IllegalArgumentException("not an EC private key that names its curve");
    }

    /** The start and end of the content of the element at a place, and its tag. */
    private static int[] header(byte[] der, int at) {
        int tag = der[at] & 0xff;
        int length = der[at + 1] & 0xff;
        int start = at + 2;
        if (length >= 0x80) {
            int bytes = length & 0x7f;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | der[start++] & 0xff;
            }
        }
        if (length < 0 || start + length > der.length) {
            throw new IndexOutOfBoundsException();
        }
        return new int[] {start, start + length, tag};
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 5);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
