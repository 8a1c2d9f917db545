/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import io.keyguard.internal.Loans;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All needles at one moment and the table of their beginnings. Thread-safe. */
final class Searched {
    private final List<Needle> needles;
    private final Starts starts;
    private final Loans loans = new Loans();

    Searched(List<Needle> needles) {
        this.needles = List.copyOf(needles);
        this.starts = new Starts(this.needles);
    }

    List<Needle> needles() {
        return needles;
    }

    /** Returns {@code text} with masks, the same object if there is nothing to mask, or null if this is retired and another must be asked. */
    @Nullable
    String redact(String text) {
        if (!loans.tryAcquire()) {
            return null;
        }
        try {
            List<Found> found = find(text);
            return found.isEmpty() ? text : masked(text, found);
        } finally {
            if (loans.release()) {
                starts.zero();
            }
        }
    }

    private record Found(int from, int to, String mask) {}

    /** All places on the original text, in their order, those that overlap made one. */
    private List<Found> find(String text) {
        var found = new ArrayList<Found>();
        boolean escapes = text.indexOf('%') >= 0 || text.indexOf('\\') >= 0;
        int window = 0;
        for (int end = 1; end <= text.length(); end++) {
            window = Starts.push(window, text.charAt(end - 1));
            int start = end - Starts.WIDTH;
            if (start >= 0 && starts.mayBegin(window)) {
                look(text, start, window, found);
            }
            if (escapes && start >= 0 && isEscape(text, start, end)) {
                for (Escape.Notation notation : Escape.notations()) {
                    look(text, start, decodedStart(notation, text, start), found);
                }
            }
        }
        return found;
    }

    private static boolean isEscape(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '%' || text.charAt(i) == '\\') {
                return true;
            }
        }
        return false;
    }

    /** The first characters from {@code at} on, with escapes read. */
    private static int decodedStart(Escape.Notation notation, String text, int at) {
        var unit = new Escape(notation, text, at);
        int window = 0;
        int count = 0;
        while (count < Starts.WIDTH && unit.next()) {
            for (int part = 0; part < unit.count() && count < Starts.WIDTH; part++, count++) {
                window = Starts.push(window, unit.part(part));
            }
        }
        return window;
    }

    private void look(String text, int at, int window, List<Found> found) {
        if (!starts.mayBegin(window)) {
            return;
        }
        int slot = starts.firstSlot(window);
        for (int owner = starts.owner(slot, window); owner != -1; owner = starts.owner(slot, window)) {
            if (owner >= 0) {
                Needle needle = needles.get(owner >> 8);
                int end = needle.matchAt(text, at, owner & 0xff);
                if (end > at) {
                    merge(found, new Found(at, end, needle.mask()));
                }
            }
            slot = starts.nextSlot(slot);
        }
    }

    private static void merge(List<Found> found, Found next) {
        int last = found.size() - 1;
        if (last >= 0 && next.from() < found.get(last).to()) {
            Found before = found.get(last);
            found.set(last, new Found(before.from(), Math.max(before.to(), next.to()), before.mask()));
        } else {
            found.add(next);
        }
    }

    private static String masked(String text, List<Found> found) {
        var masked = new StringBuilder(text.length());
        int at = 0;
        for (Found one : found) {
            masked.append(text, at, one.from()).append(one.mask());
            at = one.to();
        }
        return masked.append(text, at, text.length()).toString();
    }

    void close() {
        if (loans.close()) {
            starts.zero();
        }
    }
}
