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
    /** The at sign of an address. */
    static final int LINK = 256;

    static final int BRACKET = 512;

    private static final int KINDS_OF_CHARACTERS = 10;
    /** Past a kind, and up to a kind. */
    static final int KINDS_OF_LOOKS = 2 * KINDS_OF_CHARACTERS + 1;
    /** A message of FIX. */
    static final int FIX = 2 * KINDS_OF_CHARACTERS;

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
        mark("@", LINK);
        mark("[", BRACKET);
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
        int look = look(kind);
        int end = text.looks().begin(look, i);
        int begin = end;
        int most = Math.min(text.length(), i + LONGEST);
        while (end < most && is(text.at(end), kind)) {
            end++;
        }
        return looked(text, look, i, begin, end);
    }

    /** The first place from {@code i} on that is of {@code kind}, or where the longest secret there is would end. */
    static int until(View text, int i, int kind) {
        int look = look(kind) + KINDS_OF_CHARACTERS;
        int end = text.looks().begin(look, i);
        int begin = end;
        int most = Math.min(text.length(), i + LONGEST);
        while (end < most && !is(text.at(end), kind)) {
            end++;
        }
        return looked(text, look, i, begin, end);
    }

    private static int look(int kind) {
        return Integer.numberOfTrailingZeros(kind);
    }

    private static int looked(View text, int look, int i, int begin, int end) {
        text.looks().end(look, i, end);
        text.spend(end - begin);
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

    /** Where {@code what}, which begins with a bracket, stands first from {@code i} on and before {@code end}; -1 if it does not. */
    static int findBracket(View text, int i, int end, byte[] what) {
        int last = Math.min(end, text.length()) - what.length;
        int at = i;
        while (at <= last) {
            at = until(text, at, BRACKET);
            if (at <= last && text.at(at) == '[') {
                if (stands(text, at, what)) {
                    return at;
                }
                at++;
            }
        }
        return -1;
    }

    /** Where {@code what} stands first from {@code i} on and before {@code end}; -1 if it does not. */
    static int find(View text, int i, int end, byte[] what) {
        int last = Math.min(end, text.length()) - what.length;
        int at = i;
        while (at <= last && !(text.at(at) == what[0] && stands(text, at, what))) {
            at++;
        }
        text.spend(Math.max(0, at - i));
        return at <= last ? at : -1;
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
