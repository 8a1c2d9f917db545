/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.Arrays;

/** UUIDs, which venues use as keys and in the names of keys. */
final class Uuids {
    static final int LENGTH = 36;

    private static final int DIGITS = 32;
    private static final int LONGEST_WORD = 24;

    private Uuids() {}

    /** Whether one stands at {@code from}, which is not negative. */
    static boolean isAt(byte[] text, int from) {
        boolean is = from + LENGTH <= text.length;
        for (int i = 0; is && i < LENGTH; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            is = dash ? text[from + i] == '-' : Character.digit(text[from + i], 16) >= 0;
        }
        return is;
    }

    /** Where they begin in a path of words and UUIDs in turn, such as {@code organizations/…/apiKeys/…}, of which the words are the same for everybody; none in anything else. */
    static int[] named(byte[] text) {
        int[] found = new int[text.length / LENGTH];
        int count = 0;
        int at = 0;
        while (at < text.length) {
            int word = at;
            while (word < text.length && word - at < LONGEST_WORD && Character.isLetter(text[word])) {
                word++;
            }
            int from = word + 1;
            boolean named = word > at && word < text.length && text[word] == '/' && isAt(text, from);
            int end = from + LENGTH;
            if (!named || (end < text.length && text[end] != '/')) {
                return new int[0];
            }
            found[count++] = from;
            at = end + 1;
        }
        return Arrays.copyOf(found, count);
    }

    /** The digits of {@code uuid}. */
    static byte[] digits(byte[] uuid) {
        byte[] digits = new byte[DIGITS];
        int count = 0;
        for (byte b : uuid) {
            if (b != '-') {
                digits[count++] = b;
            }
        }
        return digits;
    }
}
