/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cheap look at a large text that says where a closer one is worth it: where no reading of it can hold a window of any secret, there is none. It reads pieces as {@link Search} does, and never less; what it has a doubt
 * about, or what would take it long, is worth a look.
 *
 * <p>Line breaks are taken out before anything else, since a secret may be broken by them. Not thread-safe; keeps nothing of a text.
 */
final class Sieve {
    private static final int PIECE = 1 << 12;
    /** More than the least that counts of a secret takes, in any notation. */
    private static final int OVERLAP = 1 << 9;
    /** On both sides of what is looked at closer: no notation of what counts reaches farther. */
    private static final int AROUND = 1 << 12;

    private static final int LARGE = 1 << 15;
    private static final int DEPTH = 4;
    private static final int WORK_EACH = 64;

    private final LiveSecrets secrets;
    private final Glance[] glances = new Glance[DEPTH + 1];
    /** Says that what is looked for may be anywhere. */
    private final Glance anywhere = new Glance();

    private final Dull dull = new Dull();
    private final byte[] joined = new byte[PIECE + OVERLAP];
    private final View[] views = new View[DEPTH + 1];
    private final byte[][] decoded = new byte[DEPTH + 1][PIECE + OVERLAP];
    /** Where breaks stood in {@link #joined}. */
    private final int[] seams = new int[PIECE + OVERLAP];

    private Searched tables;
    private @Nullable Boolean broken;
    private int countOfSeams;
    /** How many of them lie before the run that is looked at. */
    private int seam;

    /** Whether a break may be more than one. */
    private boolean meaningful;

    private boolean hexadecimal;
    private boolean binary;
    private int work;

    Sieve(LiveSecrets secrets) {
        this.secrets = secrets;
        this.tables = secrets.searched();
        for (int i = 0; i < views.length; i++) {
            views[i] = new View();
            glances[i] = new Glance();
        }
        int unused = anywhere.at(views[0], 1, 0, null);
    }

    /** Forgets what it remembers. */
    void wipe() {
        dull.clear();
    }

    /** Adds to {@code worth}, with a mask of no meaning, each stretch of {@code text} up to {@code length} that is worth a closer look. */
    @SuppressWarnings("ReferenceEquality") // the very tables
    void look(byte[] text, int length, Ranges worth) {
        Searched now = secrets.searched();
        if (now != tables) {
            tables = now;
            broken = null;
            dull.clear();
        }
        binary = false;
        pieces(text, length, worth);
        if (mayHoldUnjoined(text, length)) {
            worth.add(0, length, "");
        }
    }

    /** Windows that line breaks are a part of. Tables that others took the place of meanwhile may have been zeroed, and said nothing. */
    @SuppressWarnings("ReferenceEquality") // the very tables
    private boolean mayHoldUnjoined(byte[] text, int length) {
        if (!binary && length >= LARGE && !areBroken()) {
            return tables != secrets.searched();
        }
        views[0].wrap(text, length);
        boolean may = binary ? tables.mayHold(views[0]) : tables.mayBeIn(views[0], anywhere);
        wipe(0);
        return may || tables != secrets.searched();
    }

    /** Asked for once, where that is less work than to look. */
    private boolean areBroken() {
        if (broken == null) {
            broken = tables.haveBreaks();
        }
        return broken;
    }

    private void pieces(byte[] text, int length, Ranges worth) {
        int count = 0;
        int before = 0;
        for (int at = 0; at < length; ) {
            int start = at;
            meaningful = false;
            while (at < length && count < joined.length) {
                if (text[at] == '\n' || text[at] == '\r') {
                    meaningful |= isMeant(text, at, length);
                    seam(count);
                    at = afterBreak(text, at, length);
                } else {
                    int end = breakAt(text, at, Math.min(length, at + joined.length - count));
                    System.arraycopy(text, at, joined, count, end - at);
                    count += end - at;
                    at = end;
                }
            }
            work = WORK_EACH * count;
            views[0].wrap(joined, count);
            hexadecimal = false;
            if (meaningful
                    || mayHold(0, true)
                    || (hexadecimal && mayBeHex(text, Math.max(before, start - 4 * OVERLAP), at))) {
                worth.add(Math.max(0, before - AROUND), Math.min(length, at + AROUND), "");
            }
            before = start;
            int kept = Math.min(count, OVERLAP);
            System.arraycopy(joined, count - kept, joined, 0, kept);
            moveSeams(count - kept);
            count = kept;
        }
        Arrays.fill(joined, (byte) 0);
        countOfSeams = 0;
    }

    /** Line breaks separate digits, numbers and the rows of dumps, and what was joined is another thing. */
    private boolean mayBeHex(byte[] text, int from, int to) {
        byte[] some = Arrays.copyOfRange(text, from, to);
        views[0].wrap(some, some.length);
        work = WORK_EACH * some.length;
        boolean may = mayBeHex(0) || (mayBeRow(views[0]) && Dumps.areIn(views[0]));
        wipe(0);
        Arrays.fill(some, (byte) 0);
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

    private void seam(int at) {
        if (countOfSeams == 0 || seams[countOfSeams - 1] != at) {
            seams[countOfSeams++] = at;
        }
    }

    private void moveSeams(int by) {
        int kept = 0;
        for (int i = 0; i < countOfSeams; i++) {
            if (seams[i] > by) {
                seams[kept++] = seams[i] - by;
            }
        }
        countOfSeams = kept;
    }

    /** Behind a backslash a break is a notation of its own, and in a list of characters one of them. */
    private static boolean isMeant(byte[] text, int at, int length) {
        int before = at > 0 ? text[at - 1] : 0;
        int behind = at + 1 < length ? text[at + 1] : 0;
        return before == '\\' || behind == ',' || (before == behind && (before == '"' || before == '\''));
    }

    /** A break takes the indentation behind it with it. */
    private static int afterBreak(byte[] text, int at, int length) {
        int next = at + 1;
        while (next < length && (text[next] == ' ' || text[next] == '\t')) {
            next++;
        }
        return next;
    }

    private static int breakAt(byte[] text, int from, int to) {
        int at = from;
        while (at < to && text[at] != '\n' && text[at] != '\r') {
            at++;
        }
        return at;
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
        View view = views[depth];
        try {
            for (int i = 0; i < view.length() && work >= 0; ) {
                i = Lists.characters(view, views[depth + 1], i);
                if (mayHold(depth + 1, mayBeBroken)) {
                    return true;
                }
            }
            return work < 0;
        } finally {
            wipe(depth + 1);
        }
    }

    private boolean mayBeJoined(int depth) {
        try {
            return Breaks.joined(views[depth], views[depth + 1]) && mayHold(depth + 1, false);
        } finally {
            wipe(depth + 1);
        }
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
        for (; depth == 0 && seam < countOfSeams && seams[seam] < end; seam++) {
            if (seams[seam] > at) {
                if (mayBeBase64(depth, from, seams[seam])) {
                    return true;
                }
                from = seams[seam];
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
            int phases = Runs.digits(view, at, end) < least ? 0 : 2;
            for (int skip = 0; skip < phases; skip++) {
                if (mayBeHex(depth, at, end, skip)) {
                    return true;
                }
            }
            at = Runs.run(view, end, Runs.HEX_OR_GAP, least);
        }
        return mayBeNumbers(view) || (depth > 0 && Dumps.areIn(view));
    }

    private boolean mayBeHex(int depth, int at, int end, int skip) {
        try {
            Codes.hex(views[depth], views[depth + 1], at, end, skip);
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
