/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import io.keyguard.internal.Loans;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of all needles at one moment: what was compacted, and what was learnt since. Thread-safe. */
final class Searched {
    private final Windows compacted;
    private final Windows recent;
    private final List<Windows> tables;
    private final int shortest;
    private final Loans loans = new Loans();

    Searched(Windows compacted, Windows recent) {
        this.compacted = compacted;
        this.recent = recent;
        this.tables = List.of(compacted, recent).stream()
                .filter(table -> !table.needles().isEmpty())
                .toList();
        this.shortest = tables.stream().mapToInt(Windows::shortest).min().orElse(0);
        compacted.retain();
        recent.retain();
    }

    Windows compacted() {
        return compacted;
    }

    Windows recent() {
        return recent;
    }

    int size() {
        return compacted.needles().size() + recent.needles().size();
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
        compacted.release();
        recent.release();
    }
}
