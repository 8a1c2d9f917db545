/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import org.jspecify.annotations.Nullable;

/**
 * One pass over a text that says which readings of it can give anything, and whether names or looks need a closer one: most lines need none.
 *
 * <p>Sixteen characters at a time turn into four rows of bits, one for each kind of character; runs are found in the last 64 bits of a row. So the pass costs the same
 * for every line, and hardly branches. Not thread-safe.
 */
final class Glance {
    /** Kinds of escapes that occur, as in {@link Signs}, and above them: a run of base64, one of hexadecimal. */
    static final int BASE64 = 1 << 8;

    static final int HEX = 1 << 9;
    /** Some byte is neither printable ASCII nor white space, so that the bytes of a secret may stand there. */
    static final int BYTES = 1 << 10;
    /** A comma, which numbers in a list have between them. */
    static final int NUMBERS = 1 << 12;
    /** Something that a secret which nobody registered may stand behind, or be. */
    static final int SHAPE = 1 << 11;

    /** All for which a reading is needed, or a look for bytes. */
    static final int READINGS = Signs.ANYTHING | BASE64 | HEX | BYTES;

    private static final int BLOCK = 16;
    private static final int ROW = 0xffff;
    /** Commas of a list of single characters are not farther apart, even where a character takes four bytes and is quoted. */
    private static final int CLOSE = 8;

    /** A list of eight characters has seven commas. */
    private static final int MANY_CLOSE = 6;

    private static final long SIGNS = (long) ROW << (2 * BLOCK);
    private static final long TRIGGERS = (long) ROW << (3 * BLOCK);
    private static final long[] ROWS = new long[256];

    static {
        for (int c = 0; c < 256; c++) {
            boolean sign = Signs.isSign(c) || c == ',' || c >= 0x80;
            ROWS[c] = (Runs.is(c, Runs.BASE64) ? 1 : 0)
                    | (Runs.is(c, Runs.HEX_OR_GAP) ? 1L << BLOCK : 0)
                    | (sign ? 1L << (2 * BLOCK) : 0)
                    | (Shapes.isTrigger(c) ? 1L << (3 * BLOCK) : 0);
        }
    }

    private View view = new View();
    private int end;
    private int least64;
    private int leastHex;
    /** What of such a run a row of bits shows. */
    private int row64;

    private int rowHex;
    private int flags;
    private int seen64;
    private int seenHex;
    private int lastComma;
    private int closeCommas;
    private int seenToken;
    private @Nullable Names names;

    /**
     * Returns what {@code view} needs.
     *
     * @param shortest the shortest fragment that counts
     * @param names the names of secrets that nobody registered; null if nobody asks for {@link #SHAPE}
     */
    int at(View view, int shortest, @Nullable Names names) {
        this.view = view;
        this.names = names;
        least64 = (4 * shortest + 2) / 3;
        leastHex = 2 * shortest;
        row64 = Math.min(least64, 16);
        rowHex = Math.min(leastHex, 32);
        flags = 0;
        seen64 = 0;
        seenHex = 0;
        seenToken = 0;
        lastComma = -CLOSE - 1;
        closeCommas = 0;
        end = view.length();
        // A line break at the end breaks nothing.
        while (end > 0 && (view.at(end - 1) == '\n' || view.at(end - 1) == '\r')) {
            end--;
        }
        run(view.bytes());
        if (names != null && (flags & SHAPE) == 0 && Mnemonics.mayBeIn(view, end)) {
            flags |= SHAPE;
        }
        return flags;
    }

    private void run(byte[] bytes) {
        long base64 = 0;
        long hex = 0;
        long outside = -1;
        boolean shaped = names != null;
        int row64 = this.row64;
        int rowHex = this.rowHex;
        int end = this.end;
        int i = 0;
        for (; i <= end - 2 * BLOCK; i += 2 * BLOCK) {
            long first = rows(bytes, i);
            long second = rows(bytes, i + BLOCK);
            base64 = (base64 << (2 * BLOCK)) | ((first & ROW) << BLOCK) | (second & ROW);
            hex = (hex << (2 * BLOCK)) | (first & ((long) ROW << BLOCK)) | ((second >>> BLOCK) & ROW);
            outside <<= 2 * BLOCK;
            if ((first | second) >>> (2 * BLOCK) != 0) {
                signs(first, i);
                signs(second, i + BLOCK);
            }
            if (runs(base64, hex, row64, rowHex) || (shaped && shapes(base64, hex, outside))) {
                look(base64, hex, outside, i + 2 * BLOCK);
            }
        }
        rest(bytes, i, base64, hex, outside);
    }

    /** The last characters, fewer than two blocks. */
    private void rest(byte[] bytes, int from, long base64, long hex, long outside) {
        long moreBase64 = base64;
        long moreHex = hex;
        for (int i = from; i < end; i += BLOCK) {
            int count = Math.min(BLOCK, end - i);
            long rows = count == BLOCK ? rows(bytes, i) : rows(bytes, i, count);
            moreBase64 = (moreBase64 << count) | ((rows & ROW) >>> (BLOCK - count));
            moreHex = (moreHex << count) | (((rows >>> BLOCK) & ROW) >>> (BLOCK - count));
            if (rows >>> (2 * BLOCK) != 0) {
                signs(rows, i);
            }
        }
        if (from < end) {
            long moreOutside = outside << (end - from);
            if (runs(moreBase64, moreHex, row64, rowHex)
                    || (names != null && shapes(moreBase64, moreHex, moreOutside))) {
                look(moreBase64, moreHex, moreOutside, end);
            }
        }
    }

    private static long rows(byte[] bytes, int i) {
        return (eight(bytes, i) << 8) | eight(bytes, i + 8);
    }

    private static long eight(byte[] bytes, int i) {
        long rows = ROWS[bytes[i] & 0xff];
        rows = (rows << 1) | ROWS[bytes[i + 1] & 0xff];
        rows = (rows << 1) | ROWS[bytes[i + 2] & 0xff];
        rows = (rows << 1) | ROWS[bytes[i + 3] & 0xff];
        rows = (rows << 1) | ROWS[bytes[i + 4] & 0xff];
        rows = (rows << 1) | ROWS[bytes[i + 5] & 0xff];
        rows = (rows << 1) | ROWS[bytes[i + 6] & 0xff];
        return (rows << 1) | ROWS[bytes[i + 7] & 0xff];
    }

    /** The last {@code count} characters, as the first ones of a block. */
    private static long rows(byte[] bytes, int from, int count) {
        long rows = 0;
        for (int i = from; i < from + count; i++) {
            rows = (rows << 1) | ROWS[bytes[i] & 0xff];
        }
        return rows << (BLOCK - count);
    }

    /** Whether there is a run of any kind that matters; for most lines the only question. */
    private static boolean runs(long base64, long hex, int least64, int leastHex) {
        return (runs8(base64, least64 - 8) | runs16(hex, leastHex - 16)) != 0;
    }

    private static boolean shapes(long base64, long hex, long outside) {
        return (dots(base64, hex, outside) | runs16((base64 | ~hex) & ~outside, 0)) != 0;
    }

    /** Where three characters begin that are in no run: dots, most of the time. */
    private static long dots(long base64, long hex, long outside) {
        long none = ~(base64 | hex | outside);
        return none & (none << 1) & (none << 2);
    }

    /** Where runs of eight bits and {@code more} begin, at most eight, that lie in {@code row} as a whole. */
    private static long runs8(long row, int more) {
        long two = row & (row << 1);
        long four = two & (two << 2);
        long eight = four & (four << 4);
        return eight & (eight << more);
    }

    /** Where runs of sixteen bits and {@code more} begin, at most sixteen, that lie in {@code row} as a whole. */
    private static long runs16(long row, int more) {
        long eight = runs8(row, 0);
        long sixteen = eight & (eight << 8);
        return sixteen & (sixteen << more);
    }

    /** Looks at each run in the 64 characters before {@code behind}. */
    private void look(long base64, long hex, long outside, int behind) {
        int first = behind - Long.SIZE;
        if ((flags & BASE64) == 0) {
            long starts = runs8(base64, row64 - 8) & from(seen64 - first);
            while (starts != 0 && (flags & BASE64) == 0) {
                int start = first + Long.numberOfLeadingZeros(starts);
                int stop = Runs.numberEnd(view, start);
                flags |= isBase64(start, stop) ? BASE64 : 0;
                seen64 = Math.max(stop, start + 1);
                starts &= from(seen64 - first);
            }
        }
        if ((flags & HEX) == 0) {
            for (long starts = runs16(hex, rowHex - 16); starts != 0; starts &= from(seenHex - first)) {
                int start = first + Long.numberOfLeadingZeros(starts);
                if (start >= seenHex) {
                    seenHex = Runs.end(view, start, Runs.HEX_OR_GAP);
                    flags |= Runs.digits(view, start, seenHex) >= leastHex ? HEX : 0;
                }
            }
        }
        if (names != null && (flags & SHAPE) == 0) {
            lookForShapes(base64, hex, outside, first, names);
        }
    }

    /** Whether a run of base64 at {@code start} is more than a number that ends at {@code stop}: an order, a time. */
    private boolean isBase64(int start, int stop) {
        boolean number = stop - start < Runs.LONG_NUMBER && !Runs.is(view.peek(stop) & 0xff, Runs.BASE64);
        return !number && Runs.isRun(view, start, Runs.BASE64, least64);
    }

    private void lookForShapes(long base64, long hex, long outside, int first, Names names) {
        for (long starts = dots(base64, hex, outside); starts != 0; ) {
            int start = first + Long.numberOfLeadingZeros(starts);
            flags |= Fields.isDots(view, start, names) ? SHAPE : 0;
            starts &= from(start + 1 - first);
        }
        for (long starts = runs16((base64 | ~hex) & ~outside, 0); starts != 0; starts &= from(seenToken - first)) {
            int start = first + Long.numberOfLeadingZeros(starts);
            if (start >= seenToken) {
                seenToken = Runs.tokenEnd(view, start);
                flags |= Shapes.mayBeToken(view, start, seenToken) ? SHAPE : 0;
            }
        }
    }

    /** The bits of a row from the one on that stands for the character {@code at}. */
    private static long from(int at) {
        return at <= 0 ? -1L : at < Long.SIZE ? -1L >>> at : 0;
    }

    private void signs(long rows, int from) {
        for (long signs = rows & SIGNS; signs != 0; ) {
            int bit = Long.numberOfLeadingZeros(signs);
            sign(from + bit - BLOCK);
            signs &= ~(Long.MIN_VALUE >>> bit);
        }
        if (names != null) {
            for (long signs = rows & TRIGGERS; signs != 0 && (flags & SHAPE) == 0; ) {
                int bit = Long.numberOfLeadingZeros(signs);
                flags |= Shapes.mayStand(view, from + bit, names) ? SHAPE : 0;
                signs &= ~(Long.MIN_VALUE >>> bit);
            }
        }
    }

    private void sign(int i) {
        int c = view.at(i);
        if (c == ',') {
            comma(i);
        } else if (c >= 0x80 || c < ' ' || c == 0x7f) {
            flags |= c == '\n' || c == '\r' || c == '\t' ? 0 : BYTES;
            flags |= Breaks.isUnseen(view, i) ? Signs.BROKEN : 0;
        } else {
            int kind = Signs.escape(c);
            if ((flags & kind) == 0 && Escapes.isEscape(view, i, kind)) {
                flags |= kind;
            }
        }
    }

    /** Single characters or numbers with commas between them: several in a row, or any where a character may take more than one byte. */
    private void comma(int i) {
        flags |= NUMBERS;
        closeCommas = i - lastComma <= CLOSE ? closeCommas + 1 : 1;
        lastComma = i;
        if (closeCommas >= MANY_CLOSE || (flags & BYTES) != 0) {
            flags |= Signs.COMMA;
        }
    }
}
