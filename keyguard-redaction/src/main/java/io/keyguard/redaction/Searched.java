/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import io.keyguard.internal.Loans;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All needles at one moment, in one table or some. Thread-safe. */
final class Searched {
    private final List<Needles> all;
    /** Those that hold anything. */
    private final Needles[] tables;

    private final int shortest;
    private final Loans loans = new Loans();

    Searched(List<Needles> tables) {
        this.all = tables;
        this.tables = tables.stream().filter(table -> table.size() > 0).toArray(Needles[]::new);
        this.shortest = tables.stream().mapToInt(Needles::shortest).min().orElse(Alphabet.HEX.fragment());
        tables.forEach(Needles::retain);
    }

    /** The shortest fragment of any of them that counts. */
    int shortest() {
        return shortest;
    }

    boolean isEmpty() {
        return tables.length == 0;
    }

    /** Whether {@code view}, which is nothing but ASCII, may hold any of them as it stands; means nothing once this was closed. */
    boolean mayBeIn(View view) {
        for (Needles table : tables) {
            if (table.mayBeIn(view)) {
                return true;
            }
        }
        return false;
    }

    /** Returns what the text of {@code search} holds, or null if this is retired and another must be asked. */
    @Nullable
    Ranges find(Search search) {
        if (!loans.tryAcquire()) {
            return null;
        }
        try {
            return search.run(tables, shortest);
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
