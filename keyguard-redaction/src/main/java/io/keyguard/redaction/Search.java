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

    /** Below it, several notations of escapes are read together only. */
    private static final int DEPTH_OF_EACH = 2;

    private static final Needles[] NO_TABLES = {};
    private static final ThreadLocal<Search> OWN = ThreadLocal.withInitial(Search::new);

    private final View[] views = new View[DEPTH + 1];
    private final Glance glance = new Glance();
    private final Budget budget = new Budget();
    private Needles[] tables = NO_TABLES;
    private Ranges found = new Ranges();
    private int shortest;

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
    int glance(int shortest, @Nullable Names names) {
        return glance.at(views[0], shortest, names);
    }

    /** Where to add what the text holds. */
    Ranges found() {
        return found;
    }

    /** Returns where the text holds what {@code tables} know, of which a fragment has at least {@code shortest} bytes. */
    Ranges run(Needles[] tables, int shortest) {
        this.tables = tables;
        this.shortest = shortest;
        if (tables.length > 0) {
            budget.start(views[0].length());
            look(0, Readings.ANYTHING);
        }
        return found;
    }

    /** Wipes all views and forgets what was found; to be called after {@link #text} was filled, whatever happened then. */
    void end() {
        boolean large = false;
        for (View view : views) {
            view.wipe();
            large |= view.isLarge();
        }
        if (!found.isEmpty()) {
            found = new Ranges();
        }
        tables = NO_TABLES;
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
        int flags = glance.at(view, shortest, null);
        find(view, (flags & Glance.BYTES) != 0);
        if (depth < DEPTH) {
            lookThroughSigns(depth, flags & allowed, allowed);
            lookThroughRuns(depth, flags, allowed);
        }
    }

    private void find(View view, boolean binary) {
        for (Needles table : tables) {
            table.find(view, views[0], binary, found, budget);
        }
    }

    private void lookThroughSigns(int depth, int triggers, int allowed) {
        int escapes = triggers & Readings.ESCAPES;
        // All notations at once, and each by itself: a text in one notation may hold the other's signs as they are.
        lookThroughEscapes(depth, escapes, allowed);
        for (int kind = 1; kind < escapes && depth < DEPTH_OF_EACH; kind <<= 1) {
            lookThroughEscapes(depth, escapes & kind, allowed);
        }
        if ((triggers & Readings.BROKEN) != 0 && Readings.joined(views[depth], views[depth + 1])) {
            look(depth + 1, allowed & ~Readings.BROKEN);
        }
        if ((triggers & Readings.COMMA) != 0) {
            lookThroughCharacters(depth, allowed & ~Readings.COMMA);
        }
    }

    private void lookThroughEscapes(int depth, int kinds, int allowed) {
        if (kinds != 0) {
            budget.spend(views[depth].length());
            if (Readings.escapes(views[depth], views[depth + 1], kinds)) {
                look(depth + 1, allowed);
            }
        }
    }

    private void lookThroughCharacters(int depth, int allowed) {
        View view = views[depth];
        View inner = views[depth + 1];
        for (int i = 0; i < view.length(); ) {
            i = Readings.characters(view, inner, i);
            look(depth + 1, allowed);
        }
    }

    private void lookThroughRuns(int depth, int flags, int allowed) {
        if ((flags & Glance.BASE64) != 0) {
            lookThroughBase64(depth);
        }
        if ((flags & Glance.HEX) != 0) {
            lookThroughHex(depth);
            if ((flags & Glance.NUMBERS) != 0 && (allowed & Readings.COMMA) != 0) {
                lookThroughNumbers(depth, allowed & ~Readings.COMMA);
            }
        }
    }

    private void lookThroughBase64(int depth) {
        View view = views[depth];
        View inner = views[depth + 1];
        int least = (4 * shortest + 2) / 3;
        for (int i = Readings.run(view, 0, Readings.BASE64, least); i >= 0; ) {
            int end = Readings.end(view, i, Readings.BASE64);
            int stop = depth == 0 ? found.firstIn(i, end) : end;
            int phases = stop - i < least || Readings.isNumber(view, i, stop) ? 0 : 4;
            for (int phase = 0; phase < phases; phase++) {
                Readings.base64(view, inner, i + phase, stop);
                decoded(depth + 1);
            }
            // What was found already needs no second look.
            int next = stop < end ? found.endOf(stop) : end;
            i = Readings.run(view, next, Readings.BASE64, least);
        }
    }

    private void lookThroughHex(int depth) {
        View view = views[depth];
        View inner = views[depth + 1];
        for (int i = Readings.run(view, 0, Readings.HEX_OR_GAP, 2 * shortest); i >= 0; ) {
            int end = Readings.end(view, i, Readings.HEX_OR_GAP);
            int phases = Readings.digits(view, i, end) < 2 * shortest ? 0 : 2;
            for (int skip = 0; skip < phases; skip++) {
                Readings.hex(view, inner, i, end, skip);
                decoded(depth + 1);
            }
            i = Readings.run(view, end, Readings.HEX_OR_GAP, 2 * shortest);
        }
    }

    private void lookThroughNumbers(int depth, int allowed) {
        View view = views[depth];
        View inner = views[depth + 1];
        int least = 3 * shortest;
        for (int i = Readings.run(view, 0, Readings.DECIMAL, least); i >= 0; ) {
            int end = Readings.end(view, i, Readings.DECIMAL);
            Readings.decimals(view, inner, i, end);
            look(depth + 1, allowed);
            i = Readings.run(view, end, Readings.DECIMAL, least);
        }
    }

    /** What is not text is looked at, and read no further: any bytes look like some encoding here and there. */
    private void decoded(int depth) {
        View view = views[depth];
        if (view.isMostlyText()) {
            look(depth, Readings.ANYTHING);
        } else if (view.length() >= shortest) {
            budget.spend(view.length());
            find(view, true);
        }
    }
}
