/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.source.ApiKey;
import org.jspecify.annotations.Nullable;

/** What only this process knows between two steps, and what a crash loses: that nothing was sent yet, and a key that is not stored yet. */
final class Hand implements AutoCloseable {
    private String unsent = "";
    private @Nullable ApiKey made;

    private static String attempt(Rotation row) {
        return row.id() + "/" + row.number(Rotation.ATTEMPT);
    }

    /** Notes that the attempt of {@code row} is about to be written, and was not sent. */
    void unsent(Rotation row) {
        unsent = attempt(row);
    }

    /** Whether the attempt of {@code row} was not sent yet; from now on it may have been. */
    boolean takeUnsent(Rotation row) {
        boolean was = unsent.equals(attempt(row));
        unsent = "";
        return was;
    }

    void hold(ApiKey key) {
        close();
        made = key;
    }

    /** The key that was made and is not stored, which is still closed here. */
    @Nullable
    ApiKey made() {
        return made;
    }

    @Override
    public void close() {
        if (made != null) {
            made.close();
            made = null;
        }
    }
}
