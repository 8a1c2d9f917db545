/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Secrets, and three tables of their windows: of what is written in one of the usual alphabets, of what is short or of many characters, and of bytes, which only need to be
 * looked for where there are any.
 *
 * <p>One thread at a time adds and removes; any number look.
 */
final class Needles {
    private static final int WIDE = 6;
    private static final int NARROW = 4;
    /** From here on wide windows are far enough apart; base64 has so many characters for 72 bits. */
    private static final int LONG_FRAGMENT = Alphabet.BASE64.fragment();

    private static final int MOST_PADDING = 2;
    private static final int LEAST_BRIEF = 3;

    private final @Nullable Needle[] all;
    private final Windows plain;
    private final Windows brief;
    private final Windows bytes;
    private final AtomicInteger users = new AtomicInteger();
    private int count;
    private int live;
    private int gone;
    private final List<Needle> twins = new ArrayList<>();
    private int shortest = Alphabet.HEX.fragment();
    private int leastPlain = LONG_FRAGMENT;
    private Literal literal = Literal.NONE;

    /** Makes room for {@code needles}, adds them, and leaves room for about {@code more} others of the usual lengths. */
    Needles(List<Needle> needles, int more) {
        all = new Needle[needles.size() + more];
        int[] windows = count(needles);
        plain = new Windows(WIDE, LONG_FRAGMENT, windows[0] + 256 * more);
        brief = new Windows(NARROW, windows[LEAST_BRIEF], windows[1] + 64 * more);
        bytes = new Windows(NARROW, Alphabet.BYTES.fragment(), windows[2] + 192 * more);
        needles.forEach(this::add);
    }

    /** Which windows of a form go where. */
    private interface Part {
        void part(int table, int from, int to, int fragment);
    }

    private static void parts(Needle needle, Part to) {
        for (int form = 0; form < needle.forms(); form++) {
            int start = needle.start(form);
            int end = needle.end(form);
            if (needle.fragment(form) >= LONG_FRAGMENT) {
                to.part(0, start, end, needle.fragment(form));
            } else if (needle.isBytes(form) && needle.fragment(form) == Alphabet.BYTES.fragment()) {
                to.part(2, start, end, needle.fragment(form));
                text(needle, start, end, needle.fragment(form), to);
            } else {
                to.part(1, start, end, needle.fragment(form));
            }
        }
    }

    /** What of bytes may stand in a text that is nothing but ASCII. */
    private static void text(Needle needle, int start, int end, int fragment, Part to) {
        int first = start;
        for (int at = start; at <= end; at++) {
            if (at == end || !isText(needle.at(at))) {
                if (at - first >= fragment) {
                    to.part(1, first, at, fragment);
                }
                first = at + 1;
            }
        }
    }

    /** Whether a text may have {@code c} and need no look for bytes, as {@link Glance#BYTES} has it. */
    private static boolean isText(int c) {
        return (c >= ' ' && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
    }

    private Windows table(int number) {
        return number == 0 ? plain : number == 1 ? brief : bytes;
    }

    /** How many windows each table needs, and behind them the shortest fragment of what goes into the second: the shorter, the more of a text has to be looked up. */
    private static int[] count(List<Needle> needles) {
        int[] windows = {0, 0, 0, Alphabet.BYTES.fragment()};
        needles.forEach(needle -> parts(needle, (table, from, to, fragment) -> {
            windows[table] += Windows.count(from, to);
            windows[LEAST_BRIEF] = table == 1 ? Math.min(windows[LEAST_BRIEF], fragment) : windows[LEAST_BRIEF];
        }));
        return windows;
    }

    /** Whether {@code more} fit in. */
    boolean hasRoom(List<Needle> more) {
        int[] windows = count(more);
        return count + more.size() <= all.length
                && plain.hasRoom(windows[0])
                && brief.hasRoom(windows[1])
                && brief.fragment() <= windows[LEAST_BRIEF]
                && bytes.hasRoom(windows[2]);
    }

    /** Adds {@code needle}; the windows of a secret that is there already, as part of another key, stay those of the first. */
    void add(Needle needle) {
        live++;
        literal = literal.and(needle.literal());
        for (int form = 0; form < needle.forms(); form++) {
            shortest = Math.min(shortest, needle.fragment(form));
            leastPlain = Math.min(leastPlain, leastPlain(needle, form));
        }
        if (isThere(needle)) {
            twins.add(needle);
            return;
        }
        int number = count++;
        all[number] = needle;
        parts(needle, (table, from, to, fragment) -> table(table).add(needle, number, from, to));
    }

    /** Of a fragment in a usual alphabet, how much has no equals sign, which is none of base64 but may end it; 0 if it may be anywhere. */
    private static int leastPlain(Needle needle, int form) {
        if (needle.fragment(form) < LONG_FRAGMENT) {
            return LONG_FRAGMENT;
        }
        int start = needle.start(form);
        int end = needle.end(form);
        while (end > start && needle.at(end - 1) == '=') {
            end--;
        }
        for (int at = start; at < end; at++) {
            if (needle.at(at) == '=') {
                return 0;
            }
        }
        int padding = needle.end(form) - end;
        return padding <= MOST_PADDING ? needle.fragment(form) - padding : 0;
    }

    /** Whether the secret is there, as part of another key. */
    private boolean isThere(Needle needle) {
        return (needle.fragment(0) >= LONG_FRAGMENT ? plain : needle.isBytes(0) ? bytes : brief)
                        .holder(needle, needle.start(0), this)
                >= 0;
    }

    boolean isSame(int number, Needle needle) {
        Needle other = all[number];
        return other != null && other.isSame(needle);
    }

    /** Takes {@code needle} away, if it is there; what it shared with another is that one's from now on. */
    void remove(Needle needle) {
        if (twins.remove(needle)) {
            live--;
            return;
        }
        for (int number = 0; number < count; number++) {
            if (all[number] == needle) {
                remove(needle, number);
            }
        }
    }

    private void remove(Needle needle, int number) {
        live--;
        for (Needle twin : twins) {
            if (twin.isSame(needle)) {
                twins.remove(twin);
                all[number] = twin;
                return;
            }
        }
        all[number] = null;
        gone++;
        parts(needle, (table, from, to, fragment) -> table(table).remove(needle, number, from, to));
    }

    /** All that have not been taken away. */
    List<Needle> live() {
        return Stream.concat(Arrays.stream(all).filter(Objects::nonNull), twins.stream())
                .toList();
    }

    int size() {
        return live;
    }

    /** How many bytes off the heap the tables take, and what is in them. */
    long memory() {
        return plain.memory()
                + brief.memory()
                + bytes.memory()
                + live().stream().mapToLong(Needle::memory).sum();
    }

    /** How many have been taken away and left traces in the tables. */
    int gone() {
        return gone;
    }

    /** The shortest fragment of any of them that counts. */
    int shortest() {
        return shortest;
    }

    /** The kinds of escapes that characters of any of them may be taken for. */
    Literal literal() {
        return literal;
    }

    /** The table of what is written in one of the usual alphabets. */
    Windows plain() {
        return plain;
    }

    /** The shortest part of a fragment in a usual alphabet that has no equals sign; 0 if those may be anywhere. */
    int leastPlain() {
        return leastPlain;
    }

    /** Whether {@code view}, which is nothing but ASCII, may hold any of them as it stands; {@code glance} was the last at it. */
    boolean mayBeIn(View view, Glance glance) {
        return isPlainIn(view, glance) || (!brief.isEmpty() && brief.mayBeIn(view, 0, view.length()));
    }

    /** Whether {@code view}, whatever it is, may hold any of them as it stands. */
    boolean mayBeIn(View view) {
        int length = view.length();
        return plain.mayBeIn(view, 0, length)
                || (!brief.isEmpty() && brief.mayBeIn(view, 0, length))
                || (!bytes.isEmpty() && bytes.mayBeIn(view, 0, length));
    }

    private boolean isPlainIn(View view, Glance glance) {
        int runs = glance.countOfRuns();
        if (runs < 0) {
            return plain.mayBeIn(view, 0, view.length());
        }
        for (int run = 0; run < runs; run++) {
            if (plain.mayBeIn(view, glance.startWithPadding(run), glance.endWithPadding(run))) {
                return true;
            }
        }
        return false;
    }

    /** Adds to {@code found} what {@code view}, a reading of {@code text}, holds; bytes only if it is {@code binary}, and what is written in a usual alphabet where {@code glance} saw runs of it. */
    void find(View view, View text, boolean binary, Glance glance, Ranges found, Budget budget) {
        int runs = glance.countOfRuns();
        for (int run = 0; run < runs; run++) {
            plain.find(view, glance.startWithPadding(run), glance.endWithPadding(run), text, this, found, budget);
        }
        if (runs < 0) {
            plain.find(view, 0, view.length(), text, this, found, budget);
        }
        findOthers(view, text, binary, found, budget);
    }

    /** The same for what nobody has glanced at and may be anything. */
    void find(View view, View text, Ranges found, Budget budget) {
        plain.find(view, 0, view.length(), text, this, found, budget);
        findOthers(view, text, true, found, budget);
    }

    private void findOthers(View view, View text, boolean binary, Ranges found, Budget budget) {
        if (!brief.isEmpty()) {
            brief.find(view, 0, view.length(), text, this, found, budget);
        }
        if (binary && !bytes.isEmpty()) {
            bytes.find(view, 0, view.length(), text, this, found, budget);
        }
    }

    /** Compares around a place that {@code view} and the secret of {@code number} have in common; returns how many characters agree. */
    int match(int number, View view, int at, int place, int step, View text, Ranges found) {
        for (Needle needle = all[number]; needle != null; ) {
            if (view.seen().covers(needle, at, place, step)) {
                return 0;
            }
            int agree = needle.match(view, at, place, step, text, found);
            if (agree != Needle.GONE) {
                return agree;
            }
            // Another key that has the same secret may have taken its place before it was closed.
            Needle successor = all[number];
            needle = successor == needle ? null : successor;
        }
        return 0;
    }

    /** Counts one more that searches here. */
    void retain() {
        users.incrementAndGet();
    }

    /** Counts one less; the last zeroes the tables. */
    void release() {
        if (users.decrementAndGet() == 0) {
            zero();
        }
    }

    /** Zeroes the tables; for those that nobody searches. */
    void zero() {
        plain.zero();
        brief.zero();
        bytes.zero();
    }
}
