/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Whether a venue shows a price, or a size, as requests say it: some round, count in other units or set prices of their own. Not thread-safe. */
final class ShownAsSaid {
    /** So many in a row, and it is believed. */
    static final int MANY = 16;
    /** After one that was shown otherwise, so many more. */
    private static final int MORE = 1_000;

    private int inARow;

    /** Hears of an order that no change explains, shown for the first time. */
    void learn(boolean asSaid) {
        inARow = asSaid ? Math.min(MANY, inARow + 1) : -MORE;
    }

    boolean isSure() {
        return inARow == MANY;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(inARow);
    }

    void load(DataInput in) throws IOException {
        inARow = in.readInt();
    }
}
