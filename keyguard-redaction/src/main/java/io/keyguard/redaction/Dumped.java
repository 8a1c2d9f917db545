/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Whether what was written last looks like a dump of something, of which a fragment takes more than that. */
final class Dumped {
    /** So many lines make a dump, whatever stands in them. */
    private static final int LINES = 64;

    /** And so many of digits and escapes alone. */
    private static final int LINES_OF_CODES = 24;

    /** And so many if hardly a code stands in each. */
    private static final int LINES_OF_FEW_CODES = 8;

    /** As do so many signs that escapes begin with. */
    private static final int ESCAPES = 12;

    /** So many codes hold a fragment in one encoding, and some more. */
    private static final int FEW_CODES = 24;

    private static final int LONGEST_DECIMAL = 3;
    private static final int DELETE = 0x7f;

    /** What stands before, behind and between escapes and digits. */
    private static final String AROUND_CODES = "\\%&;}[],()yt'\" \t\r\n";

    /** What escapes begin with, and casts of numbers. */
    private static final String BEGIN_ESCAPES = "\\%&(";

    /** How many codes there are, of a digit or two each. */
    private int codes;
    /** How many of them stand for text, which may be an encoding itself, if they are hexadecimal, and if they are decimal. */
    private int hex;

    private int decimal;

    private Dumped() {}

    /** Whether what stands from {@code from} to {@code to} looks like one encoding on top of another, or a sign or two to a line. */
    static boolean is(byte[] text, int from, int to) {
        int lines = 0;
        int escapes = 0;
        int others = 0;
        int colons = 0;
        for (int i = from; i < to; i++) {
            byte c = text[i];
            lines += c == '\n' ? 1 : 0;
            escapes += BEGIN_ESCAPES.indexOf(c) >= 0 ? 1 : 0;
            others += isCode(text, from, i) ? 0 : 1;
            colons += isBetweenPairs(text, from, i, to) ? 1 : 0;
        }
        int most = (to - from) / 8;
        if (lines >= LINES || others - colons > most) {
            return lines >= LINES;
        }
        boolean isAllCodes = others <= most && (lines >= LINES_OF_CODES || escapes >= ESCAPES);
        return isAllCodes || new Dumped().areMany(text, from, to, lines);
    }

    /** Objects in JSON have braces too. */
    private static boolean isCode(byte[] text, int from, int i) {
        if (text[i] == '{') {
            return i > from && text[i - 1] == 'u';
        }
        return isCode(text[i]);
    }

    /** Whether {@code c} may stand in a code, or around one. */
    static boolean isCode(byte c) {
        return isOfAnEscape(c) || AROUND_CODES.indexOf(c) >= 0;
    }

    /** Whether a colon stands between two pairs of hexadecimal digits, as it does in rows of them; it does so in a time of day, too, whose pairs stand for no text. */
    private static boolean isBetweenPairs(byte[] text, int from, int i, int to) {
        return text[i] == ':'
                && i - 2 >= from
                && i + 2 < to
                && Runs.isHex(text[i - 2])
                && Runs.isHex(text[i - 1])
                && Runs.isHex(text[i + 1])
                && Runs.isHex(text[i + 2]);
    }

    /** Whether {@code c} may stand behind the sign that an escape begins with. */
    static boolean isOfAnEscape(int c) {
        return Runs.isHex(c) || c == '#' || c == 'x' || c == 'X' || c == 'u' || c == '{';
    }

    /** Numbers and hashes stand for no text. */
    private boolean areMany(byte[] text, int from, int to, int lines) {
        for (int i = from; i < to; ) {
            int start = i;
            while (i < to && Runs.isHex(text[i])) {
                i++;
            }
            boolean prefix = i < to && i - start == 1 && (text[i] == 'x' || text[i] == 'y');
            if (i > start && !prefix) {
                count(text, start, i);
            }
            i = Math.max(i, start + 1);
        }
        return codes < FEW_CODES ? lines >= LINES_OF_FEW_CODES : 16 * Math.max(hex, decimal) >= 15 * codes;
    }

    /** Counts digits that stand together, from {@code from} to {@code to}. */
    private void count(byte[] text, int from, int to) {
        codes += Math.max(1, (to - from) / 2);
        hex += Math.max(pairs(text, from, to), pairs(text, from + 1, to));
        int number = to - from <= LONGEST_DECIMAL ? number(text, from, to) : 0;
        decimal += number >= ' ' && number < DELETE ? 1 : 0;
    }

    /** How many pairs of hexadecimal digits stand for ASCII that shows. */
    private static int pairs(byte[] text, int from, int to) {
        int pairs = 0;
        for (int i = from; i < to - 1; i += 2) {
            pairs += text[i] >= '2' && text[i] <= '7' ? 1 : 0;
        }
        return pairs;
    }

    /** The decimal number of these digits; 0 if some are none of it. */
    private static int number(byte[] text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (text[i] > '9') {
                return 0;
            }
            number = 10 * number + text[i] - '0';
        }
        return number;
    }
}
