/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.Arrays;

/**
 * Whether any reading of a piece of text may hold a secret. It reads as {@link Search} does, and never less, but compares nothing; what would take it long may. Not thread-safe; {@link #wipe} forgets what it remembers.
 */
final class Hunch {
    private static final int DEPTH = 4;
    private static final int WORK_EACH = 64;

    private final Glance[] glances = new Glance[DEPTH + 1];
    private final View[] views = new View[DEPTH + 1];
    private final byte[][] decoded;
    private final Dull dull = new Dull();
    private final Seams seams;

    private Searched tables;
    /** How many seams lie before the run that is looked at. */
    private int seam;

    private boolean hexadecimal;
    private boolean binary;
    private int work;

    /**
     * Makes one that looks for what {@code tables} know.
     *
     * @param longest how long a piece may be
     * @param seams where a piece was joined, whenever it is looked at
     */
    Hunch(Searched tables, int longest, Seams seams) {
        this.tables = tables;
        this.seams = seams;
        this.decoded = new byte[DEPTH + 1][longest];
        for (int i = 0; i < views.length; i++) {
            views[i] = new View();
            glances[i] = new Glance();
        }
    }

    /** Looks for what {@code now} knows from now on. */
    void lookFor(Searched now) {
        tables = now;
        dull.clear();
    }

    /** Forgets what it remembers. */
    void wipe() {
        dull.clear();
    }

    /** Begins a text. */
    void begin() {
        binary = false;
    }

    /** Whether any piece of the text had bytes that are no text. */
    boolean isBinary() {
        return binary;
    }

    /** Whether the piece that was looked at last had as many hexadecimal digits in a row as a fragment takes, in any reading. */
    boolean isHexadecimal() {
        return hexadecimal;
    }

    /** Whether {@code piece}, joined where line breaks stood, may hold a secret in any reading. */
    boolean mayBeIn(byte[] piece, int count) {
        work = WORK_EACH * count;
        hexadecimal = false;
        views[0].wrap(piece, count);
        return mayHold(0, true);
    }

    /** Line breaks separate digits, numbers and the rows of dumps, and what was joined is another thing: the same for {@code piece} as it stands, of such. */
    boolean mayBeHexIn(byte[] piece) {
        work = WORK_EACH * piece.length;
        views[0].wrap(piece, piece.length);
        boolean may = mayBeHex(0) || (mayBeRow(views[0]) && Dumps.areIn(views[0]));
        wipe(0);
        return may;
    }

    /** Whether any line has as many digits in a row as one of a dump with seven bytes and the shortest offset: nobody writes shorter ones. */
    private boolean mayBeRow(View view) {
        int least = 2 * tables.shortest();
        for (int at = Runs.run(view, 0, Runs.HEX_OR_GAP, least); at >= 0; ) {
            int end = Runs.end(view, at, Runs.HEX_OR_GAP);
            int digits = 0;
            for (int i = at; i < end; i++) {
                digits = view.at(i) == '\n' ? 0 : digits + (Runs.isHex(view.at(i)) ? 1 : 0);
                if (digits >= least) {
                    return true;
                }
            }
            at = Runs.run(view, end, Runs.HEX_OR_GAP, least);
        }
        return false;
    }

    private void wipe(int depth) {
        views[depth].wipe();
    }

    /** Whether the view of {@code depth}, or any reading of it, may hold a secret. */
    private boolean mayHold(int depth, boolean mayBeBroken) {
        View view = views[depth];
        work -= view.length();
        if (view.length() < tables.shortest()) {
            return false;
        }
        Glance glance = glances[depth];
        int flags = glance.at(view, tables.shortest(), tables.leastPlain(), null);
        boolean bytes = (flags & Glance.BYTES) != 0;
        binary |= bytes && depth == 0;
        return work < 0
                || (bytes ? tables.mayHold(view) : tables.mayBeIn(view, glance))
                || (depth < DEPTH && mayBeRead(depth, flags, mayBeBroken));
    }

    private boolean mayBeRead(int depth, int flags, boolean mayBeBroken) {
        return ((flags & Signs.ESCAPES) != 0 && mayBeNoted(depth, flags & Signs.ESCAPES, mayBeBroken))
                || ((flags & Signs.BROKEN) != 0 && mayBeBroken && mayBeJoined(depth))
                || ((flags & Signs.COMMA) != 0 && mayBeCharacters(depth, mayBeBroken))
                || ((flags & Glance.BASE64) != 0 && mayBeBase64(depth))
                || ((flags & Glance.HEX) != 0 && mayBeHex(depth));
    }

    /** As {@link Search} has it. */
    private boolean mayBeNoted(int depth, int escapes, boolean mayBeBroken) {
        Literal literal = tables.literal();
        int sure = escapes & ~literal.text();
        boolean may = mayBeEscaped(depth, escapes, mayBeBroken)
                || (sure != escapes && mayBeEscaped(depth, sure, mayBeBroken));
        for (int kind = 1; kind < Signs.ESCAPES && !may; kind <<= 1) {
            boolean one = (escapes & literal.text() & kind) != 0 && (sure | kind) != escapes;
            boolean raw = (kind & (Signs.BACKSLASH | Signs.BRACKET)) != 0 && (escapes & literal.raw() & ~kind) != 0;
            may = (one && mayBeEscaped(depth, sure | kind, mayBeBroken))
                    || (raw && (escapes & kind) != 0 && mayBeEscaped(depth, kind, mayBeBroken));
        }
        return may;
    }

    private boolean mayBeEscaped(int depth, int escapes, boolean mayBeBroken) {
        try {
            work -= views[depth].length();
            return escapes != 0
                    && Escapes.read(views[depth], views[depth + 1], escapes)
                    && mayHold(depth + 1, mayBeBroken);
        } finally {
            wipe(depth + 1);
        }
    }

    private boolean mayBeCharacters(int depth, boolean mayBeBroken) {
        return mayBeCharacters(depth, true, mayBeBroken)
                || (Lists.areSpaced(views[depth]) && mayBeCharacters(depth, false, mayBeBroken));
    }

    private boolean mayBeCharacters(int depth, boolean spaced, boolean mayBeBroken) {
        try {
            Lists.characters(views[depth], views[depth + 1], spaced, tables.shortest());
            return mayHold(depth + 1, mayBeBroken);
        } finally {
            wipe(depth + 1);
        }
    }

    private boolean mayBeJoined(int depth) {
        try {
            boolean filled = Breaks.areFilled(views[depth]);
            return (Breaks.joined(views[depth], views[depth + 1], false, true) && mayHold(depth + 1, false))
                    || (filled
                            && Breaks.joined(views[depth], views[depth + 1], true, true)
                            && mayHold(depth + 1, false))
                    || (tables.literal().spaced() && mayBeSpaced(depth, filled));
        } finally {
            wipe(depth + 1);
        }
    }

    private boolean mayBeSpaced(int depth, boolean filled) {
        return (Breaks.spaced(views[depth], views[depth + 1], false) && mayHold(depth + 1, false))
                || (filled && Breaks.spaced(views[depth], views[depth + 1], true) && mayHold(depth + 1, false))
                || (Breaks.areShort(views[depth])
                        && Breaks.joined(views[depth], views[depth + 1], false, false)
                        && mayHold(depth + 1, false));
    }

    private boolean mayBeBase64(int depth) {
        View view = views[depth];
        Glance seen = glances[depth];
        int least = (4 * tables.shortest() + 2) / 3;
        int runs = seen.countOfRuns();
        seam = depth == 0 ? 0 : seam;
        for (int run = 0; run < runs; run++) {
            int at = seen.startOfRun(run);
            int end = seen.endOfRun(run);
            if (end - at >= least && mayBeLines(depth, at, end)) {
                return true;
            }
        }
        for (int at = runs < 0 ? Runs.run(view, 0, Runs.BASE64, least) : -1; at >= 0; ) {
            int end = Runs.end(view, at, Runs.BASE64);
            if (mayBeLines(depth, at, end)) {
                return true;
            }
            at = Runs.run(view, end, Runs.BASE64, least);
        }
        return false;
    }

    /** As it stands, and not joined, each line is a run of its own. */
    private boolean mayBeLines(int depth, int at, int end) {
        if (mayBeBase64(depth, at, end)) {
            return true;
        }
        int from = at;
        for (; depth == 0 && seam < seams.count() && seams.at(seam) < end; seam++) {
            if (seams.at(seam) > at) {
                if (mayBeBase64(depth, from, seams.at(seam))) {
                    return true;
                }
                from = seams.at(seam);
            }
        }
        return from > at && mayBeBase64(depth, from, end);
    }

    private boolean mayBeBase64(int depth, int at, int end) {
        View view = views[depth];
        // Of what goes on elsewhere it is not known whether most of it is text.
        boolean cut = depth == 0 && (at == 0 || end == view.length());
        if (cut || !dull.holds(view.bytes(), at, end)) {
            if (mayBeBase64(depth, at, end, cut)) {
                return true;
            }
            // Deeper in, fewer readings are left to try, and another place may have more.
            if (!cut && depth == 0) {
                dull.add(view.bytes(), at, end);
            }
        }
        return false;
    }

    private boolean mayBeBase64(int depth, int at, int end, boolean cut) {
        View view = views[depth];
        int phases = Runs.isNumber(view, at, end) ? 0 : 4;
        for (int phase = 0; phase < phases; phase++) {
            if (3 * (end - at - phase) / 4 < tables.shortest()) {
                return false;
            }
            int count = Codes.base64(view, at + phase, end, decoded[depth]);
            if (mayStandFor(depth + 1, decoded[depth], count, cut)) {
                return true;
            }
        }
        return false;
    }

    private boolean mayStandFor(int depth, byte[] bytes, int count, boolean cut) {
        views[depth].wrap(bytes, count);
        try {
            return cut ? mayHold(depth, true) : mayBeDecoded(depth);
        } finally {
            wipe(depth);
            Arrays.fill(bytes, 0, count, (byte) 0);
        }
    }

    /** What is not text is read no further. */
    private boolean mayBeDecoded(int depth) {
        if (views[depth].isMostlyText()) {
            return mayHold(depth, true);
        }
        work -= views[depth].length();
        return work < 0 || tables.mayHold(views[depth]);
    }

    private boolean mayBeHex(int depth) {
        hexadecimal = true;
        View view = views[depth];
        int least = 2 * tables.shortest();
        for (int at = Runs.run(view, 0, Runs.HEX_OR_GAP, least); at >= 0; ) {
            int end = Runs.end(view, at, Runs.HEX_OR_GAP);
            if (Runs.isGrouped(view, at, end)) {
                return true;
            }
            int ways = Runs.digits(view, at, end) < least ? 0 : Codes.waysOfHex(view, at, end);
            for (int way = 0; way < ways; way++) {
                if (mayBeHex(depth, at, end, way)) {
                    return true;
                }
            }
            at = Runs.run(view, end, Runs.HEX_OR_GAP, least);
        }
        return mayBeNumbers(view) || (depth > 0 && Dumps.areIn(view));
    }

    private boolean mayBeHex(int depth, int at, int end, int way) {
        try {
            Codes.hex(views[depth], views[depth + 1], at, end, way);
            return views[depth + 1].length() >= tables.shortest() && mayBeDecoded(depth + 1);
        } finally {
            wipe(depth + 1);
        }
    }

    /** As many numbers in a row as a fragment has bytes. */
    private boolean mayBeNumbers(View view) {
        int least = 2 * tables.shortest() - 1;
        for (int at = Runs.run(view, 0, Runs.DECIMAL, least); at >= 0; ) {
            int end = Runs.end(view, at, Runs.DECIMAL);
            int numbers = 0;
            for (int i = at; i < end; i++) {
                boolean digit = Runs.isHex(view.at(i));
                numbers += digit && (i == at || !Runs.isHex(view.at(i - 1))) ? 1 : 0;
            }
            if (numbers >= tables.shortest()) {
                return true;
            }
            at = Runs.run(view, end, Runs.DECIMAL, least);
        }
        return false;
    }
}
