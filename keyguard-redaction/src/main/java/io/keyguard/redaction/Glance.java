/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import org.jspecify.annotations.Nullable;

/**
 * One pass over a text that says which readings of it can give anything, and whether names or looks need a closer one: most lines need none.
 *
 * <p>Sixteen characters at a time turn into rows of bits, one for each kind of {@link Pairs}. Where such a row has a sign, or a run in the last two rows is long enough, a closer look
 * decides; most lines have few. So the pass costs the same for every line, and hardly branches. Not thread-safe.
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

    /** A run of what secrets in the usual alphabets are written in, long enough for a fragment of it or of base64; where they are is remembered. */
    static final int PLAIN = 1 << 13;

    private static final long NEW = Pairs.ROW << Pairs.BASE64 | Pairs.ROW << Pairs.TOKEN | Pairs.ROW << Pairs.HEX;
    private static final long OLD = NEW << Pairs.COUNT;
    /** A token that matters has sixteen characters, so that it holds seven whole pairs; of more than four in a row, how many more. */
    private static final int MORE_OF_TOKEN = 3;

    /** Commas of a list of single characters are not farther apart, even where a character takes four bytes and is quoted. */
    private static final int CLOSE = 8;

    /** A list of eight characters has seven commas. */
    private static final int MANY_CLOSE = 6;

    /** As many as a piece of {@link Sieve} can hold. */
    private static final int MOST_RUNS = 384;
    /** So many pairs, the one at which it is noticed and some before, stand in every run that is looked at closer. */
    private static final int SURE = 4;

    private View view = new View();
    private int end;
    private int least64;
    private int leastHex;
    private int leastPlain;
    private int flags;
    /** Up to where runs have been looked at. */
    private int seen64;

    private int seenHex;
    private int seenToken;
    private int seenDots;
    private int lastComma;
    private int closeCommas;
    private @Nullable Names names;
    /** Where runs for {@link #PLAIN} begin and end, one after the other. */
    private final int[] runs = new int[2 * MOST_RUNS];

    private int countOfRuns;

    /**
     * Returns what {@code view} needs.
     *
     * @param shortest the shortest fragment that counts
     * @param plain the shortest part of a fragment, of secrets in the usual alphabets, that has no equals sign; 0 if they may be anywhere
     * @param names the names of secrets that nobody registered; null if nobody asks for {@link #SHAPE}
     */
    int at(View view, int shortest, int plain, @Nullable Names names) {
        this.view = view;
        this.names = names;
        least64 = (4 * shortest + 2) / 3;
        leastHex = 2 * shortest;
        leastPlain = plain;
        flags = plain == 0 ? PLAIN : 0;
        countOfRuns = plain == 0 ? MOST_RUNS + 1 : 0;
        seen64 = 0;
        seenHex = 0;
        seenToken = 0;
        seenDots = 0;
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
        int more64 = more(leastPlain == 0 ? least64 : Math.min(least64, leastPlain));
        int moreHex = more(leastHex);
        long shapes = names == null ? 0 : Pairs.ROW;
        long alone = Pairs.ROW << Pairs.SIGN | shapes << Pairs.TRIGGER;
        int end = this.end;
        long rows = 0;
        int i = 0;
        for (; i <= end - Pairs.BLOCK; i += Pairs.BLOCK) {
            long now = Pairs.eight(bytes, i);
            rows = ((rows << Pairs.COUNT) & OLD) | (now & NEW);
            long runs = runs(rows, more64, moreHex, shapes);
            if (((now & alone) | runs) != 0) {
                look(now & alone, runs, i);
            }
        }
        if (i < end) {
            long now = Pairs.rest(bytes, i, end);
            rows = ((rows << Pairs.COUNT) & OLD) | (now & NEW);
            look(now & alone, runs(rows, more64, moreHex, shapes), i);
        }
    }

    /** How many whole pairs more than four, at most eight, a run of {@code least} characters holds. */
    private static int more(int least) {
        return Math.min(Pairs.COUNT, (least - 1) / 2) - SURE;
    }

    /** Where runs begin that lie in {@code rows} as a whole and end in its newer half, each by the bit of its last pair. */
    private static long runs(long rows, int more64, int moreHex, long shapes) {
        long two = rows & (rows >>> 1);
        long four = two & (two >>> 2);
        return (four & (four >>> more64) & Pairs.ROW << Pairs.BASE64)
                | (four & (four >>> MORE_OF_TOKEN) & shapes << Pairs.TOKEN)
                | (four & (four >>> moreHex) & Pairs.ROW << Pairs.HEX);
    }

    /** Looks closer at what stands in the block at {@code from}, and at runs that end there. */
    private void look(long alone, long runs, int from) {
        if (alone != 0) {
            signs(alone >>> Pairs.SIGN & Pairs.ROW, from);
            triggers(alone >>> Pairs.TRIGGER & Pairs.ROW, from);
        }
        if (runs != 0) {
            base64(runs >>> Pairs.BASE64 & Pairs.ROW, from);
            hex(runs >>> Pairs.HEX & Pairs.ROW, from);
            tokens(runs >>> Pairs.TOKEN & Pairs.ROW, from);
        }
    }

    /** The place of the first pair that has a bit in {@code row}, which is not empty. */
    private static int first(long row, int from) {
        return from + Pairs.BLOCK - 2 * (Long.SIZE - Long.numberOfLeadingZeros(row));
    }

    /** A place in the run that is noticed at {@code at}, as far back as is sure, but not before {@code seen}. */
    private static int sure(int at, int seen) {
        return Math.max(seen, at - 2 * (SURE - 1));
    }

    private static long without(long row) {
        return row & ~Long.highestOneBit(row);
    }

    private void base64(long row, int from) {
        for (long rest = row; rest != 0; rest = without(rest)) {
            int at = first(rest, from);
            if (at >= seen64) {
                int start = Runs.start(view, sure(at, seen64), seen64, Runs.BASE64);
                seen64 = Runs.end(view, at + 2, Runs.BASE64);
                run64(start, seen64);
            }
        }
    }

    private void run64(int start, int stop) {
        if (stop - start >= least64 && !Runs.isNumber(view, start, stop)) {
            flags |= BASE64;
        }
        if (leastPlain > 0 && stop - start >= Math.min(leastPlain, least64)) {
            flags |= PLAIN;
            if (countOfRuns < MOST_RUNS) {
                runs[2 * countOfRuns] = start;
                runs[2 * countOfRuns + 1] = stop;
            }
            countOfRuns = Math.min(MOST_RUNS + 1, countOfRuns + 1);
        }
    }

    private void hex(long row, int from) {
        for (long rest = row; rest != 0; rest = without(rest)) {
            int at = first(rest, from);
            if (at >= seenHex) {
                int start = Runs.start(view, sure(at, seenHex), seenHex, Runs.HEX_OR_GAP);
                seenHex = Runs.end(view, at + 1, Runs.HEX_OR_GAP);
                flags |= Runs.isHexOrNumbers(view, start, seenHex, leastHex) ? HEX : 0;
            }
        }
    }

    private void tokens(long row, int from) {
        for (long rest = row; rest != 0 && (flags & SHAPE) == 0; rest = without(rest)) {
            int at = first(rest, from);
            if (at >= seenToken) {
                int start = Runs.tokenStart(view, sure(at, seenToken), seenToken);
                seenToken = Runs.tokenEnd(view, at + 2);
                flags |= Shapes.mayBeToken(view, start, seenToken) ? SHAPE : 0;
            }
        }
    }

    private void signs(long row, int from) {
        for (long rest = row; rest != 0; rest = without(rest)) {
            int at = first(rest, from);
            sign(at);
            if (at + 1 < end) {
                sign(at + 1);
            }
        }
    }

    private void triggers(long row, int from) {
        for (long rest = row; rest != 0 && (flags & SHAPE) == 0; rest = without(rest)) {
            int at = first(rest, from);
            trigger(at);
            if (at + 1 < end) {
                trigger(at + 1);
            }
        }
    }

    private void trigger(int at) {
        int c = view.at(at);
        if (c == '.') {
            dots(at);
        } else if (Shapes.isTrigger(c) && names != null) {
            flags |= Shapes.mayStand(view, at, names) ? SHAPE : 0;
        }
    }

    private void dots(int at) {
        if (at >= seenDots && view.peek(at + 1) == '.' && names != null) {
            int start = at > 0 && view.at(at - 1) == '.' ? at - 1 : at;
            flags |= Fields.isDots(view, start, names) ? SHAPE : 0;
            seenDots = at;
            while (view.peek(seenDots) == '.') {
                seenDots++;
            }
        }
    }

    /** How many runs for {@link #PLAIN} there were; -1 if they were too many to be remembered, or may be anywhere. */
    int countOfRuns() {
        return countOfRuns <= MOST_RUNS ? countOfRuns : -1;
    }

    int startOfRun(int run) {
        return runs[2 * run];
    }

    int endOfRun(int run) {
        return runs[2 * run + 1];
    }

    /** Where a run begins, or the equals signs before it. */
    int startWithPadding(int run) {
        int start = startOfRun(run);
        while (start > 0 && view.at(start - 1) == '=') {
            start--;
        }
        return start;
    }

    /** Where a run ends, or the equals signs behind it. */
    int endWithPadding(int run) {
        int end = endOfRun(run);
        while (view.peek(end) == '=') {
            end++;
        }
        return end;
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
