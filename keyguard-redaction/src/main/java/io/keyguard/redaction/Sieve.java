/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cheap look at a large text that says where a closer one is worth it: where no reading of it can hold a window of any secret, there is none. It reads pieces as {@link Search} does, and never less; what it has a doubt
 * about, or what would take it long, is worth a look.
 *
 * <p>Line breaks are taken out before anything else, since a secret may be broken by them; where a secret has a space, once more with one in their place. Not thread-safe; keeps nothing of a text.
 */
final class Sieve {
    private static final int PIECE = 1 << 12;
    /** More than the least that counts of a secret takes, in any notation. */
    private static final int OVERLAP = 1 << 9;
    /** On both sides of what is looked at closer: no notation of what counts reaches farther. */
    private static final int AROUND = 1 << 12;

    private static final int LARGE = 1 << 15;

    /** How line ends are read. */
    private enum Ends {
        LEFT_OUT,
        /** With the white space that fills the line. */
        LEFT_OUT_FILLED,
        /** As the spaces that they may have taken the place of. */
        SPACES
    }

    private final LiveSecrets secrets;
    private final View whole = new View();
    /** Says that what is looked for may be anywhere. */
    private final Glance anywhere = new Glance();

    private final byte[] joined = new byte[PIECE + OVERLAP];
    /** Where breaks stood in {@link #joined}. */
    private final Seams seams = new Seams(joined.length);

    private final Hunch hunch;
    private Searched tables;
    private @Nullable Boolean broken;
    /** Whether white space stands before any break. */
    private boolean filled;

    /** Whether a break may be more than one. */
    private boolean meaningful;

    Sieve(LiveSecrets secrets) {
        this.secrets = secrets;
        this.tables = secrets.searched();
        this.hunch = new Hunch(tables, joined.length, seams);
        int unused = anywhere.at(whole, 1, 0, null);
    }

    /** Forgets what it remembers. */
    void wipe() {
        hunch.wipe();
    }

    /** Adds to {@code worth}, with a mask of no meaning, each stretch of {@code text} up to {@code length} that is worth a closer look. */
    @SuppressWarnings("ReferenceEquality") // the very tables
    void look(byte[] text, int length, Ranges worth) {
        Searched now = secrets.searched();
        if (now != tables) {
            tables = now;
            broken = null;
            hunch.lookFor(now);
        }
        hunch.begin();
        filled = false;
        pieces(text, length, worth, Ends.LEFT_OUT);
        if (filled) {
            pieces(text, length, worth, Ends.LEFT_OUT_FILLED);
        }
        if (tables.literal().spaced()) {
            pieces(text, length, worth, Ends.SPACES);
        }
        if (mayHoldUnjoined(text, length)) {
            worth.add(0, length, "");
        }
    }

    /** Windows that line breaks are a part of. Tables that others took the place of meanwhile may have been zeroed, and said nothing. */
    @SuppressWarnings("ReferenceEquality") // the very tables
    private boolean mayHoldUnjoined(byte[] text, int length) {
        if (!hunch.isBinary() && length >= LARGE && !areBroken()) {
            return tables != secrets.searched();
        }
        whole.wrap(text, length);
        boolean may = hunch.isBinary() ? tables.mayHold(whole) : tables.mayBeIn(whole, anywhere);
        whole.wipe();
        return may || tables != secrets.searched();
    }

    /** Asked for once, where that is less work than to look. */
    private boolean areBroken() {
        if (broken == null) {
            broken = tables.haveBreaks();
        }
        return broken;
    }

    private void pieces(byte[] text, int length, Ranges worth, Ends ends) {
        int count = 0;
        int before = 0;
        for (int at = 0; at < length; ) {
            int start = at;
            meaningful = false;
            while (at < length && count < joined.length) {
                if (text[at] == '\n' || text[at] == '\r') {
                    meaningful |= isMeant(text, at, length);
                    filled |= count > 0 && isSpace(joined[count - 1]);
                    count = ends == Ends.LEFT_OUT ? count : endOfLine(count);
                    seams.add(count);
                    at = afterBreak(text, at, length);
                    if (ends == Ends.SPACES && (at == length || (text[at] != '\n' && text[at] != '\r'))) {
                        joined[count++] = ' ';
                    }
                } else {
                    int end = breakAt(text, at, Math.min(length, at + joined.length - count));
                    System.arraycopy(text, at, joined, count, end - at);
                    count += end - at;
                    at = end;
                }
            }
            if (meaningful
                    || hunch.mayBeIn(joined, count)
                    || (hunch.isHexadecimal() && mayBeHex(text, Math.max(before, start - 4 * OVERLAP), at))) {
                worth.add(Math.max(0, before - AROUND), Math.min(length, at + AROUND), "");
            }
            before = start;
            int kept = Math.min(count, OVERLAP);
            System.arraycopy(joined, count - kept, joined, 0, kept);
            seams.move(count - kept);
            count = kept;
        }
        Arrays.fill(joined, (byte) 0);
        seams.clear();
    }

    private boolean mayBeHex(byte[] text, int from, int to) {
        byte[] some = Arrays.copyOfRange(text, from, to);
        boolean may = hunch.mayBeHexIn(some);
        Arrays.fill(some, (byte) 0);
        return may;
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
        while (next < length && isSpace(text[next])) {
            next++;
        }
        return next;
    }

    /** And the white space that fills the line. */
    private int endOfLine(int count) {
        int end = count;
        while (end > 0 && isSpace(joined[end - 1])) {
            end--;
        }
        return end;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\t';
    }

    private static int breakAt(byte[] text, int from, int to) {
        int at = from;
        while (at < to && text[at] != '\n' && text[at] != '\r') {
            at++;
        }
        return at;
    }
}
