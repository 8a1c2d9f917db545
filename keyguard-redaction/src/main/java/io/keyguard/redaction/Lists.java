/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Lists of numbers and of characters, which stand for bytes. */
final class Lists {
    private Lists() {}

    /** Reads a list of signed or unsigned bytes, as {@code Arrays.toString} writes it; a larger number stands for a byte that is in no secret's place. */
    static void decimals(View outer, View inner, int from, int to) {
        inner.clear(outer);
        for (int i = from; i < to; ) {
            int first = i;
            int value = 0;
            boolean minus = outer.at(i) == '-';
            i += minus ? 1 : 0;
            int digits = i;
            while (i < to && outer.at(i) >= '0' && outer.at(i) <= '9') {
                value = Math.min(1000, 10 * value + outer.at(i) - '0');
                i++;
            }
            if (i > digits) {
                inner.put(value > 255 ? 0 : minus ? -value : value, first, i - 1);
            } else {
                i = first + 1;
            }
        }
    }

    /** Reads single characters with commas between them, quoted or not, around the first comma at or behind {@code from}; returns where it ended. */
    static int characters(View outer, View inner, int from) {
        inner.clear(outer);
        int comma = from;
        while (comma < outer.length() && outer.at(comma) != ',') {
            comma++;
        }
        int i = Math.max(0, comma - 1);
        while (i > 0 && ((outer.at(i) & 0xc0) == 0x80 || (comma(outer, i) >= 0 && i == comma - 1))) {
            i--;
        }
        while (i < outer.length()) {
            int end = i + 1;
            while (end < outer.length() && (outer.at(end) & 0xc0) == 0x80) {
                end++;
            }
            for (int k = i; k < end; k++) {
                inner.put(outer.at(k), k, k);
            }
            int next = comma(outer, end);
            if (next < 0) {
                return Math.max(comma + 1, end);
            }
            i = next;
        }
        return Math.max(comma + 1, i);
    }

    /** Where the next item begins if a comma separates it from what ends at {@code i}, or -1. */
    private static int comma(View view, int i) {
        int quote = view.peek(i) == '"' || view.peek(i) == '\'' ? view.at(i) : -2;
        int at = quote < 0 ? i : i + 1;
        if (view.peek(at) != ',') {
            return -1;
        }
        // A form writes a space as a plus, which may also be the item itself.
        boolean plus = view.peek(at + 1) == '+' && (view.peek(at + 2) != ',' || view.peek(at + 3) == ',');
        at += view.peek(at + 1) == ' ' || plus ? 2 : 1;
        return view.peek(at) == quote ? at + 1 : at;
    }
}
