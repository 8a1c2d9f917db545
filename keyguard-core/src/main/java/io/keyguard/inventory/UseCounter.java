/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import java.util.concurrent.atomic.LongAdder;

/** Counts signatures of one kind without reading a clock, writing anything or waiting for anybody. Thread-safe. */
public final class UseCounter {
    private final LongAdder signatures = new LongAdder();

    UseCounter() {}

    /** Counts one. */
    public void add() {
        signatures.increment();
    }

    long sum() {
        return signatures.sum();
    }
}
