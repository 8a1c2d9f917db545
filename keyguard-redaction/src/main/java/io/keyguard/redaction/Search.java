/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import org.jspecify.annotations.Nullable;

/**
 * Looks through one text: as it stands, and through every way to read it that something in it hints at, one inside the other up to {@link #DEPTH}.
 *
 * <p>Belongs to one thread, and keeps nothing of a text.
 */
final class Search {
    /** How many encodings may stand on top of each other. */
    private static final int DEPTH = 4;

    /** A longer text is not read with its line ends as spaces, or without what fills its lines: each is one reading more of all of it. */
    private static final int LONGEST_OF_BROKEN = 1 << 15;

    /** Nor is a longer one read for phrases in lines that are filled, or short. */
    private static final int LONGEST_OF_PHRASES = 1 << 11;

    private static final int NOTHING = -1;
    private static final Needles[] NO_TABLES = {};
    private static final ThreadLocal<Search> OWN = ThreadLocal.withInitial(Search::new);

    private final View[] views = new View[DEPTH + 1];
    /** Which views have been filled. */
    private int deepest;

    private final Glance glance = new Glance();
    private final Trial trial = new Trial();
    private final Budget budget = new Budget();
    private Needles[] tables = NO_TABLES;
    private Ranges found = new Ranges();
    private int shortest;
    private int leastPlain;
    /** What {@link #glance} said last, and for which lengths of a fragment. */
    private int glanced;

    private int glancedFor = NOTHING;
    private int glancedPlain;
    /** The kinds of escapes that characters of a secret may be taken for. */
    private Literal literal = Literal.NONE;

    private Search() {
        for (int i = 0; i < views.length; i++) {
            views[i] = new View();
        }
    }

    /** The one of this thread. */
    static Search own() {
        return OWN.get();
    }

    /** The view to put a text into before anything else. */
    View text() {
        return views[0];
    }

    /** What the text needs, as {@link Glance} says. */
    int glance(int shortest, int leastPlain, @Nullable Names names) {
        glanced = glance.at(views[0], shortest, leastPlain, names);
        glancedFor = shortest;
        glancedPlain = leastPlain;
        return glanced;
    }

    /** What was seen at the last glance. */
    Glance glance() {
        return glance;
    }

    /** Whether any run of base64 in the text may stand for anything that {@code tables} know, after a glance that saw nothing else. */
    boolean isBase64Worth(Needles[] tables, int shortest, int leastPlain) {
        return trial.isAnyWorth(views[0], glance, tables, shortest, leastPlain);
    }

    /** Where to add what the text holds. */
    Ranges found() {
        return found;
    }

    /** Returns where the text holds what {@code tables} know, of which a fragment has at least {@code shortest} bytes, or {@code leastPlain} as {@link Glance} has it. */
    Ranges run(Needles[] tables, int shortest, int leastPlain, Literal literal) {
        this.tables = tables;
        this.shortest = shortest;
        this.leastPlain = leastPlain;
        this.literal = literal;
        if (tables.length > 0 && views[0].length() >= shortest) {
            budget.startReadings(views[0].length());
            boolean known = glancedFor == shortest && glancedPlain == leastPlain;
            look(0, known ? glanced : glance.at(views[0], shortest, leastPlain, null), Signs.ANYTHING);
        }
        return found;
    }

    /** Wipes all views and forgets what was found; to be called after {@link #text} was filled, whatever happened then. */
    void end() {
        boolean large = false;
        for (int depth = 0; depth <= deepest; depth++) {
            views[depth].wipe();
            large |= views[depth].isLarge();
        }
        deepest = 0;
        if (!found.isEmpty()) {
            found = new Ranges();
        }
        tables = NO_TABLES;
        glancedFor = NOTHING;
        if (large) {
            OWN.remove();
        }
    }

    /** Looks at the view of {@code depth}, and at the readings of it that are {@code allowed}. */
    private void look(int depth, int allowed) {
        View view = views[depth];
        if (view.length() < shortest) {
            return;
        }
        budget.spend(view.length());
        look(depth, glance.at(view, shortest, leastPlain, null), allowed);
    }

    private void look(int depth, int flags, int allowed) {
        View view = views[depth];
        for (Needles table : tables) {
            table.find(view, views[0], (flags & Glance.BYTES) != 0, glance, found, budget);
        }
        if (depth < DEPTH) {
            lookThroughSigns(depth, flags & allowed, allowed);
            lookThroughRuns(depth, flags, allowed);
        }
    }

    /** The view for a reading of that of {@code depth}. */
    private View inner(int depth) {
        deepest = Math.max(deepest, depth + 1);
        return views[depth + 1];
    }

    private void lookThroughSigns(int depth, int triggers, int allowed) {
        lookThroughNotations(depth, triggers & Signs.ESCAPES, allowed);
        if ((triggers & Signs.BROKEN) != 0) {
            lookThroughBreaks(depth, allowed & ~Signs.BROKEN);
        }
        if ((triggers & Signs.COMMA) != 0) {
            lookThroughCharacters(depth, allowed);
        }
    }

    /** White space before a line end may be the secret's. */
    private void lookThroughBreaks(int depth, int allowed) {
        if (Breaks.joined(views[depth], inner(depth), false, true)) {
            look(depth + 1, allowed);
        }
        if (views[depth].length() > LONGEST_OF_BROKEN) {
            return;
        }
        boolean filled = Breaks.areFilled(views[depth]);
        if (filled && Breaks.joined(views[depth], inner(depth), true, true)) {
            look(depth + 1, allowed);
        }
        if (literal.spaced()) {
            lookThroughSpaces(depth, filled, allowed);
        }
    }

    /** The end of a line may be the space of a phrase; or no part of it, and the space before it or behind it is. */
    private void lookThroughSpaces(int depth, boolean filled, int allowed) {
        if (Breaks.spaced(views[depth], inner(depth), false)) {
            look(depth + 1, allowed);
        }
        if (depth > 0 || views[depth].length() > LONGEST_OF_PHRASES) {
            // Each reading more of a reading multiplies what a text costs.
            return;
        }
        if (filled && Breaks.spaced(views[depth], inner(depth), true)) {
            look(depth + 1, allowed);
        }
        if (Breaks.areShort(views[depth]) && Breaks.joined(views[depth], inner(depth), false, false)) {
            look(depth + 1, allowed);
        }
    }

    /**
     * All notations at once, which is right for a secret that holds no signs of any. One that does may have some of them as they are: there, one notation at a time of those
     * that its signs belong to, with the others that stand in the text. Bytes are written with nothing but backslashes or brackets, if any of them are left as they are.
     */
    private void lookThroughNotations(int depth, int escapes, int allowed) {
        lookThroughEscapes(depth, escapes, allowed);
        int sure = escapes & ~literal.text();
        if (sure != escapes) {
            lookThroughEscapes(depth, sure, allowed);
        }
        for (int kind = 1; kind < Signs.ESCAPES; kind <<= 1) {
            if ((escapes & literal.text() & kind) != 0 && (sure | kind) != escapes) {
                lookThroughEscapes(depth, sure | kind, allowed);
            }
            boolean raw = (kind & (Signs.BACKSLASH | Signs.BRACKET)) != 0 && (escapes & literal.raw() & ~kind) != 0;
            if (raw && (escapes & kind) != 0) {
                lookThroughEscapes(depth, kind, allowed);
            }
        }
    }

    private void lookThroughEscapes(int depth, int kinds, int allowed) {
        if (kinds != 0) {
            budget.spend(views[depth].length());
            if (Escapes.read(views[depth], inner(depth), kinds)) {
                look(depth + 1, allowed);
            }
        }
    }

    private void lookThroughCharacters(int depth, int allowed) {
        View view = views[depth];
        View inner = inner(depth);
        budget.spend(2 * view.length());
        Lists.characters(view, inner, true, shortest);
        look(depth + 1, allowed);
        if (Lists.areSpaced(view)) {
            Lists.characters(view, inner, false, shortest);
            look(depth + 1, allowed);
        }
    }

    private void lookThroughRuns(int depth, int flags, int allowed) {
        if ((flags & Glance.BASE64) != 0) {
            lookThroughBase64(depth);
        }
        if ((flags & Glance.HEX) != 0) {
            lookThroughHex(depth);
            lookThroughDumps(depth);
            if ((flags & Glance.NUMBERS) != 0) {
                lookThroughNumbers(depth, allowed);
            }
        }
    }

    private void lookThroughBase64(int depth) {
        View view = views[depth];
        View inner = inner(depth);
        int least = (4 * shortest + 2) / 3;
        Spans masked = view.seen().spans();
        for (int i = Runs.run(view, 0, Runs.BASE64, least); i >= 0; ) {
            int end = Runs.end(view, i, Runs.BASE64);
            int stop = masked.firstIn(i, end);
            int phases = stop - i < least || Runs.isNumber(view, i, stop) ? 0 : 4;
            for (int phase = 0; phase < phases; phase++) {
                budget.spend(stop - i);
                if (trial.isWorth(view, i + phase, stop, tables, shortest, leastPlain)) {
                    Codes.base64(view, inner, i + phase, stop);
                    decoded(depth + 1);
                }
            }
            // What was found already needs no second look.
            int next = stop < end ? masked.end() : end;
            i = Runs.run(view, next, Runs.BASE64, least);
        }
    }

    private void lookThroughHex(int depth) {
        View view = views[depth];
        View inner = inner(depth);
        for (int i = Runs.run(view, 0, Runs.HEX_OR_GAP, 2 * shortest); i >= 0; ) {
            int end = Runs.end(view, i, Runs.HEX_OR_GAP);
            int ways = Runs.digits(view, i, end) < 2 * shortest ? 0 : Codes.waysOfHex(view, i, end);
            for (int way = 0; way < ways; way++) {
                budget.spend((end - i) / 2);
                Codes.hex(view, inner, i, end, way);
                decoded(depth + 1);
            }
            if (Runs.isGrouped(view, i, end)) {
                budget.spend(end - i);
                Lists.grouped(view, inner, i, end);
                look(depth + 1, Signs.ANYTHING);
            }
            i = Runs.run(view, end, Runs.HEX_OR_GAP, 2 * shortest);
        }
    }

    private void lookThroughDumps(int depth) {
        View view = views[depth];
        View inner = inner(depth);
        if (Dumps.areIn(view)) {
            budget.spend(2 * view.length());
            Dumps.bytes(view, inner);
            decoded(depth + 1);
            Dumps.text(view, inner);
            look(depth + 1, Signs.ANYTHING);
        }
    }

    private void lookThroughNumbers(int depth, int allowed) {
        View view = views[depth];
        View inner = inner(depth);
        // One digit and one comma each, if none of them is written with a space.
        int least = 2 * shortest - 1;
        for (int i = Runs.run(view, 0, Runs.DECIMAL, least); i >= 0; ) {
            int end = Runs.end(view, i, Runs.DECIMAL);
            budget.spend(end - i);
            Lists.decimals(view, inner, i, end);
            look(depth + 1, allowed);
            i = Runs.run(view, end, Runs.DECIMAL, least);
        }
    }

    /** What is not text is looked at, and read no further: any bytes look like some encoding here and there. */
    private void decoded(int depth) {
        View view = views[depth];
        if (view.isMostlyText()) {
            look(depth, Signs.ANYTHING);
        } else if (view.length() >= shortest) {
            budget.spend(view.length());
            for (Needles table : tables) {
                table.find(view, views[0], found, budget);
            }
        }
    }
}
