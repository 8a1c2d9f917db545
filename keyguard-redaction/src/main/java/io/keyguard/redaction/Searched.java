/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import io.keyguard.internal.Loans;
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
            Ranges found = find(text);
            return found.isEmpty() ? text : found.applyTo(text);
        } finally {
            if (loans.release()) {
                starts.zero();
            }
        }
    }

    private Ranges find(String text) {
        var found = new Ranges();
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

    private void look(String text, int at, int window, Ranges found) {
        if (!starts.mayBegin(window)) {
            return;
        }
        int slot = starts.firstSlot(window);
        for (int owner = starts.owner(slot, window); owner != -1; owner = starts.owner(slot, window)) {
            if (owner >= 0) {
                Needle needle = needles.get(owner >> 8);
                int end = needle.matchAt(text, at, owner & 0xff);
                found.add(at, end, needle.mask());
            }
            slot = starts.nextSlot(slot);
        }
    }

    void close() {
        if (loans.close()) {
            starts.zero();
        }
    }
}
