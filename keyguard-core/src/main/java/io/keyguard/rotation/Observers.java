/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.internal.EventLog;
import io.keyguard.source.SecretObserver;
import io.keyguard.venue.SensitiveFields;
import java.util.List;

/**
 * All observers, told in order; a key that one of them could not learn is forgotten by those who did. One that throws while it forgets is named in
 * the log and disturbs nobody: at worst it masks too much.
 */
final class Observers {
    private final List<SecretObserver> observers;

    Observers(List<SecretObserver> observers) {
        this.observers = List.copyOf(observers);
    }

    /** Makes the fresh keys of {@code change} known, or none of them: then they are wiped and the failure is passed on. */
    void learn(RingChange change) {
        int learnt = 0;
        List<LoadedKey> fresh = change.fresh();
        try {
            for (LoadedKey key : fresh) {
                learn(key);
                learnt++;
            }
        } catch (RuntimeException | Error e) {
            fresh.forEach(LoadedKey::retire);
            fresh.subList(0, learnt).forEach(this::forget);
            throw e;
        }
    }

    /** Before the first key. */
    void fields(SensitiveFields fields) {
        observers.forEach(observer -> observer.fields(fields));
    }

    private void learn(LoadedKey key) {
        int told = 0;
        try {
            for (SecretObserver observer : observers) {
                observer.learn(key.key());
                told++;
            }
        } catch (RuntimeException | Error e) {
            forget(observers.subList(0, told), key);
            throw e;
        }
    }

    void forget(LoadedKey key) {
        forget(observers, key);
    }

    private static void forget(List<SecretObserver> told, LoadedKey key) {
        for (SecretObserver observer : told) {
            try {
                observer.forget(key.key());
            } catch (RuntimeException e) {
                EventLog.observerFailed(
                        observer.getClass().getName(), e.getClass().getName());
            }
        }
    }
}
