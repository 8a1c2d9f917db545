/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** What characters of ASCII may be part of, and where runs of them end. */
final class Chars {
    static final int TOKEN = 1;
    static final int ALPHANUMERIC = 2;
    static final int BASE58 = 4;
    static final int BASE64 = 8;
    static final int SPACE = 16;
    static final int ENDS_VALUE = 32;
    static final int DIGIT = 64;
    static final int NAME = 128;

    /** How far is looked from any one place: longer is no secret, and what is looked at again and again must end. */
    static final int LONGEST = 4096;

    private static final int[] KINDS = new int[256];

    static {
        String digits = "0123456789";
        String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        mark(digits, DIGIT | ALPHANUMERIC | TOKEN | BASE64 | NAME);
        mark(letters, ALPHANUMERIC | TOKEN | BASE64 | NAME);
        mark("-_", TOKEN | BASE64 | NAME);
        mark(".", TOKEN | NAME);
        mark("~", TOKEN);
        mark("+/=", BASE64 | TOKEN);
        mark("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", BASE58);
        mark(" \t\r\n", SPACE | ENDS_VALUE);
        mark("&,;)]}\"'<>|`", ENDS_VALUE);
        for (int c = 0; c < ' '; c++) {
            KINDS[c] |= ENDS_VALUE;
        }
    }

    private Chars() {}

    private static void mark(String characters, int kind) {
        characters.chars().forEach(c -> KINDS[c] |= kind);
    }

    static boolean is(int c, int kind) {
        return c >= 0 && (KINDS[c] & kind) != 0;
    }

    /** The first place from {@code i} on that is not of {@code kind}, or where the longest secret there is would end. */
    static int skip(View text, int i, int kind) {
        int most = Math.min(text.length(), i + LONGEST);
        int end = i;
        while (end < most && is(text.at(end), kind)) {
            end++;
        }
        return end;
    }

    /** The first place from {@code i} on that is of {@code kind}, or where the longest secret there is would end. */
    static int until(View text, int i, int kind) {
        int most = Math.min(text.length(), i + LONGEST);
        int end = i;
        while (end < most && !is(text.at(end), kind)) {
            end++;
        }
        return end;
    }

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /** Whether {@code what} stands at {@code i}. */
    static boolean stands(View text, int i, byte[] what) {
        if (i < 0 || i + what.length > text.length()) {
            return false;
        }
        for (int at = 0; at < what.length; at++) {
            if (text.at(i + at) != what[at]) {
                return false;
            }
        }
        return true;
    }

    /** Where {@code what} stands first from {@code i} on and before {@code end}; -1 if it does not. */
    static int find(View text, int i, int end, byte[] what) {
        for (int at = i; at + what.length <= Math.min(end, text.length()); at++) {
            if (text.at(at) == what[0] && stands(text, at, what)) {
                return at;
            }
        }
        return -1;
    }

    /** A copy of what stands from {@code from} to {@code to}, to be wiped. */
    static byte[] copy(View text, int from, int to) {
        byte[] copy = new byte[to - from];
        for (int i = from; i < to; i++) {
            copy[i - from] = (byte) text.at(i);
        }
        return copy;
    }

    static void wipe(byte[] copy) {
        Arrays.fill(copy, (byte) 0);
    }
}
