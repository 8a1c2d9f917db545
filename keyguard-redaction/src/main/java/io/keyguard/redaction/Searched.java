/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import io.keyguard.internal.Loans;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All needles at one moment, in one table or some. Thread-safe. */
final class Searched {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final List<Needles> all;
    /** Those that hold anything. */
    private final Needles[] tables;

    private final int shortest;
    private final int leastPlain;
    private final Literal literal;
    private final Loans loans = new Loans();

    Searched(List<Needles> tables) {
        this.all = tables;
        this.tables = tables.stream().filter(table -> table.size() > 0).toArray(Needles[]::new);
        this.shortest = tables.stream().mapToInt(Needles::shortest).min().orElse(Alphabet.HEX.fragment());
        this.leastPlain = tables.stream().mapToInt(Needles::leastPlain).min().orElse(Alphabet.BASE64.fragment());
        this.literal = tables.stream().map(Needles::literal).reduce(Literal.NONE, Literal::and);
        tables.forEach(Needles::retain);
    }

    /** What the text of {@code search} needs, as {@link LiveSecrets#needs} has it; means nothing once this was closed. */
    int needs(Search search, @Nullable Names names) {
        int needs = search.glance(shortest, leastPlain, names);
        int shape = needs & Glance.SHAPE;
        if (tables.length == 0) {
            return shape;
        }
        boolean looked = isReadingNeeded(search, needs & Glance.READINGS) || mayBeIn(search.text(), search.glance());
        return looked ? shape | Glance.READINGS : shape;
    }

    /** Words are runs of base64 as well, and stand for nothing. */
    private boolean isReadingNeeded(Search search, int readings) {
        return readings == Glance.BASE64 ? search.isBase64Worth(tables, shortest, leastPlain) : readings != 0;
    }

    /** Whether {@code view}, which is nothing but ASCII, may hold any of them as it stands; {@code glance} was the last at it. */
    boolean mayBeIn(View view, Glance glance) {
        for (Needles table : tables) {
            if (table.mayBeIn(view, glance)) {
                return true;
            }
        }
        return false;
    }

    /** What no other has. */
    long number() {
        return number;
    }

    /** The shortest fragment that counts. */
    int shortest() {
        return shortest;
    }

    /** The shortest part of a fragment in a usual alphabet that has no equals sign; 0 if those may be anywhere. */
    int leastPlain() {
        return leastPlain;
    }

    /** The kinds of escapes that characters of any of them may be taken for. */
    Literal literal() {
        return literal;
    }

    /** Whether {@code view}, whatever it is, may hold any of them as it stands; means nothing once this was closed. */
    boolean mayHold(View view) {
        for (Needles table : tables) {
            if (table.mayBeIn(view)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a line breaks in any of them, as far as they are text; not known of those that are taken away meanwhile. */
    boolean haveBreaks() {
        for (Needles table : tables) {
            for (Needle needle : table.live()) {
                if (needle.hasBreak()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** How many tables hold anything. */
    int tables() {
        return tables.length;
    }

    /** Returns what the text of {@code search} holds, or null if this is retired and another must be asked. */
    @Nullable
    Ranges find(Search search) {
        if (!loans.tryAcquire()) {
            return null;
        }
        try {
            return search.run(tables, shortest, leastPlain, literal);
        } finally {
            if (loans.release()) {
                release();
            }
        }
    }

    /** Ends this one; tables that its successor has not are zeroed when the last who looks has gone. */
    void close() {
        if (loans.close()) {
            release();
        }
    }

    private void release() {
        all.forEach(Needles::release);
    }
}
