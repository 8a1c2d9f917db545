/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

/**
 * Names of fields that were read before, so that reading the next order makes no text of them again. Holds one for each place, the last that was read there. Thread-safe: two threads may each
 * make their own text, and both are right.
 */
final class SeenNames {
    private static final int PLACES = 1024;

    private final String[] seen = new String[PLACES];

    /** The text of {@code document} from {@code from} to {@code to}. */
    String of(String document, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + document.charAt(i);
        }
        int place = (hash ^ hash >>> 16) & (PLACES - 1);
        String before = seen[place];
        if (before != null && before.length() == to - from && document.startsWith(before, from)) {
            return before;
        }
        String name = document.substring(from, to);
        seen[place] = name;
        return name;
    }
}
