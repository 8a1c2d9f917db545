/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import io.keyguard.venue.SensitiveFields;

/**
 * Learns of every key before anyone can use it, and of its end: how redaction keeps up with rotation.
 *
 * <p>Found with {@link java.util.ServiceLoader}, or handed to {@code Keyguard.Builder.observer}. The observer gets closed boxes: to read one it
 * needs a {@link io.keyguard.secret.SecretAccess}, for which it must pass the door itself.
 */
public interface SecretObserver {
    /**
     * Learns {@code key}; called before the key can be asked for. It may read the material during the call and must keep its own copy, if any,
     * off the heap. If it throws, the key is not published.
     */
    void learn(ApiKey key);

    /**
     * Is told that {@code key}, given to {@link #learn} before, has been retired. An observer counts: a key that was learnt twice is alive until
     * it was forgotten twice. Lines of a log lag behind, so it may go on recognising the key for a while. The material can no longer be read.
     */
    void forget(ApiKey key);

    /** Is told, before the first key, under which names the credentials of a venue travel. */
    default void fields(SensitiveFields fields) {}
}
