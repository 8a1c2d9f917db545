/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Which characters an encoding is written in, and where runs of them begin and end. */
final class Runs {
    private static final int HEX = 1;
    static final int HEX_OR_GAP = 2;
    static final int BASE64 = 4;
    static final int DECIMAL = 8;
    /** As {@link #HEX_OR_GAP}, without what separates or marks pairs of digits alone, in sources and dumps. */
    private static final int HEX_OR_USUAL_GAP = 16;

    private static final int DIGIT = 32;
    /** A shorter number is base64 only once in four billion times. */
    static final int LONG_NUMBER = 24;

    /** As numbers are printed for people. */
    static final int GROUP = 3;
    /** As many as a number that counts has whole. */
    private static final int MANY_GROUPS = Alphabet.DECIMAL.fragment() / GROUP - 1;

    private static final byte[] CLASSES = new byte[256];
    private static final byte[] DIGITS = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            DIGITS[c] = (byte) digit;
            CLASSES[c] = (byte) ((digit >= 0
                            ? HEX | HEX_OR_GAP | HEX_OR_USUAL_GAP
                            : " +:,;-\\xX[]{}\"'|\t\r\n".indexOf(c) >= 0 ? HEX_OR_GAP | HEX_OR_USUAL_GAP : 0)
                    | ("._#()hHyt".indexOf(c) >= 0 ? HEX_OR_GAP : 0)
                    | (digit >= 0 && digit < 10 ? DIGIT : 0)
                    | ((digit >= 0 && digit < 10) || " +,-\t\r\n".indexOf(c) >= 0 ? DECIMAL : 0)
                    | (Codes.isBase64(c) ? BASE64 : 0));
        }
    }

    private Runs() {}

    static boolean is(int c, int kind) {
        return (CLASSES[c] & kind) != 0;
    }

    static boolean isHex(int c) {
        return c >= 0 && (CLASSES[c] & HEX) != 0;
    }

    /** The value of so many hexadecimal digits, or -1 if they are not there. */
    static int hex(View view, int from, int digits) {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int c = view.peek(i);
            int digit = c < 0 ? -1 : DIGITS[c];
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    /** Where the first run of {@code kind} with at least {@code least} characters begins, or -1; most characters of a text without any are not looked at. */
    static int run(View view, int from, int kind, int least) {
        int floor = from;
        int i = from + least - 1;
        while (i < view.length()) {
            int gap = i;
            while (gap >= floor && (CLASSES[view.at(gap)] & kind) != 0) {
                gap--;
            }
            if (gap < floor) {
                return floor;
            }
            floor = gap + 1;
            i = gap + least;
        }
        return -1;
    }

    /** Where the run of {@code kind} that holds {@code at} begins, no farther back than {@code least}. */
    static int start(View view, int at, int least, int kind) {
        int start = at;
        while (start > least && (CLASSES[view.at(start - 1)] & kind) != 0) {
            start--;
        }
        return start;
    }

    /** Where the run of {@code kind} that holds {@code from} ends. */
    static int end(View view, int from, int kind) {
        int end = from;
        while (end < view.length() && (CLASSES[view.at(end)] & kind) != 0) {
            end++;
        }
        return end;
    }

    /** How many hexadecimal digits stand there. */
    static int digits(View view, int from, int to) {
        int digits = 0;
        for (int i = from; i < to; i++) {
            digits += CLASSES[view.at(i)] & HEX;
        }
        return digits;
    }

    /**
     * Whether there are {@code least} digits with what usually separates them, half as many numbers of a list, which may have one digit each, half as many pairs with anything
     * between, or a long number in groups of three.
     */
    static boolean isHexOrNumbers(View view, int from, int to, int least) {
        int all = digits(view, from, to);
        if (all < least) {
            return 2 * all >= least && isHexOrList(view, from, to, least);
        }
        return isHexOrList(view, from, to, least) || 2 * pairs(view, from, to) >= least || isGrouped(view, from, to);
    }

    private static boolean isHexOrList(View view, int from, int to, int least) {
        int digits = 0;
        int commas = 0;
        for (int i = from; i < to; i++) {
            int c = view.at(i);
            if ((CLASSES[c] & HEX_OR_USUAL_GAP) == 0) {
                digits = 0;
                commas = 0;
            }
            digits += CLASSES[c] & HEX;
            commas += c == ',' ? 1 : 0;
            if (digits >= least || (2 * digits >= least && commas >= least / 2 - 1)) {
                return true;
            }
        }
        return false;
    }

    /** How many pairs of digits stand there with anything else around them. */
    private static int pairs(View view, int from, int to) {
        int pairs = 0;
        int width = 0;
        for (int i = from; i < to; i++) {
            boolean digit = (CLASSES[view.at(i)] & HEX) != 0;
            pairs += !digit && width == 2 ? 1 : 0;
            width = digit ? width + 1 : 0;
        }
        return width == 2 ? pairs + 1 : pairs;
    }

    /** Whether there is a number in so many groups of three digits that it is worth a look. */
    static boolean isGrouped(View view, int from, int to) {
        int groups = 0;
        int width = 0;
        for (int i = from; i <= to; i++) {
            int kind = i < to ? CLASSES[view.at(i)] : 0;
            if ((kind & DIGIT) != 0) {
                width++;
                continue;
            }
            groups = width == GROUP ? groups + 1 : 0;
            if (groups == MANY_GROUPS) {
                return true;
            }
            width = 0;
            groups = (kind & HEX) != 0 ? 0 : groups;
        }
        return false;
    }

    /** Where what no delimiter interrupts begins, no farther back than {@code least}. */
    static int tokenStart(View view, int at, int least) {
        int start = at;
        while (start > least && isToken(view.at(start - 1))) {
            start--;
        }
        return start;
    }

    /** Whether {@code c} may belong to what no delimiter interrupts. */
    static boolean isToken(int c) {
        return (CLASSES[c] & (BASE64 | HEX_OR_USUAL_GAP)) != HEX_OR_USUAL_GAP;
    }

    /** Where what no delimiter interrupts ends. */
    static int tokenEnd(View view, int from) {
        int end = from;
        while (end < view.length() && isToken(view.at(end))) {
            end++;
        }
        return end;
    }

    /** Where the number at {@code from} ends. */
    static int numberEnd(View view, int from) {
        int end = from;
        while (end < view.length() && view.at(end) >= '0' && view.at(end) <= '9') {
            end++;
        }
        return end;
    }

    /** Whether all of it are digits, and not many: an order, a time, and base64 only once in four billion times. */
    static boolean isNumber(View view, int from, int to) {
        return to - from < LONG_NUMBER && numberEnd(view, from) >= to;
    }
}
