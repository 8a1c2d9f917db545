/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Text with so much white space between its signs that those of a fragment need more room than they would alone. */
final class Sparse {
    /** Fewer signs are hardly anything but white space. */
    private static final int LEAST_SIGNS = 4;

    private Sparse() {}

    /** Whether hardly anything but signs of base64, codes and white space stands from {@code from} to {@code to}. */
    static boolean mayBeEncoded(byte[] text, int from, int to) {
        int signs = 0;
        int others = 0;
        for (int i = from; i < to; i++) {
            if (!isBlank(text[i])) {
                signs++;
                others += isOfAnEncoding(text[i]) ? 0 : 1;
            }
        }
        return signs >= LEAST_SIGNS && 16 * others <= signs;
    }

    private static boolean isOfAnEncoding(byte c) {
        return c >= 0 && (Codes.isBase64(c) || Dumped.isCode(c));
    }

    /** How many signs stand from {@code from} to {@code to}. */
    static int signs(byte[] text, int from, int to) {
        int signs = 0;
        for (int i = from; i < to; i++) {
            signs += isBlank(text[i]) ? 0 : 1;
        }
        return signs;
    }

    /** How much of the end of {@code text} so many signs take, with the white space between them; {@code most} at the most. */
    static int lengthOf(int signs, byte[] text, int length, int most) {
        int from = length;
        int first = Math.max(0, length - most);
        for (int left = signs; left > 0 && from > first; from--) {
            left -= isBlank(text[from - 1]) ? 0 : 1;
        }
        return length - from;
    }

    private static boolean isBlank(byte c) {
        return c >= 0 && c <= ' ';
    }
}
