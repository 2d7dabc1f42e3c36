package dev.sluice.compile;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * One block of a PEM text (RFC 7468).
 *
 * @param label such as {@code CERTIFICATE}
 * @param content the DER bytes
 */
record PemBlock(String label, byte[] content) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    /**
     * Reads all blocks; text between them is skipped.
     *
     * @throws IllegalArgumentException if a block has no end or is not base64; the message shows nothing of the text
     */
    static List<PemBlock> read(String text) {
        List<PemBlock> blocks = new ArrayList<>();
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            if (labelEnd < 0) {
                throw new IllegalArgumentException("a PEM block has a broken first line");
            }
            String label = text.substring(at + BEGIN.length(), labelEnd);
            int end = text.indexOf("-----END " + label + DASHES, labelEnd);
            if (end < 0) {
                throw new IllegalArgumentException("a PEM block has no end");
            }
            blocks.add(new PemBlock(label, decode(text.substring(labelEnd + DASHES.length(), end))));
            at = text.indexOf(BEGIN, end);
        }
        return blocks;
    }

    private static byte[] decode(String body) {
        StringBuilder base64 = new StringBuilder(body.length());
        for (String line : body.split("\\R")) {
            // Header lines of older forms, such as Proc-Type.
            if (line.indexOf(':') < 0) {
                base64.append(line.strip());
            }
        }
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a PEM block is not base64");
        }
    }

    static String write(String label, byte[] content) {
        return BEGIN + label + DASHES + "\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label + DASHES
                + "\n";
    }

    @Override
    public String toString() {
        return "PemBlock[" + label + "]";
    }
}
