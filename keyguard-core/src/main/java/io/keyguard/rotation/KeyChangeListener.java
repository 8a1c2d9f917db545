/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Moves over to new keys what was derived from the old ones, such as a login, and acknowledges when that is done. */
@FunctionalInterface
public interface KeyChangeListener {
    /**
     * Is called once for each change of a key, after the provider has begun to hand out the new generation; never when nothing changed.
     *
     * <p>Every listener has a queue of its own: it is told one change at a time, in the order of publication (within one publication in the order
     * of the key ids), on a thread of keyguard that no other listener uses at that time. The next call follows when this one has returned,
     * whether or not its answer is complete.
     *
     * @return completes when the listener uses {@code change.after()} alone; that is its acknowledgement. An exception, thrown or in the answer,
     *     is none: the listener is named in an event and in the health, and the change stays unacknowledged until a later one of the same key is
     *     acknowledged
     */
    CompletionStage<?> onChange(KeyChange change);

    /** Returns a listener that acknowledges when {@code work} returns. */
    static KeyChangeListener of(Consumer<KeyChange> work) {
        return change -> {
            work.accept(change);
            return CompletableFuture.completedStage(change);
        };
    }
}
