/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.internal.EventLog;
import io.keyguard.source.ApiKey;
import io.keyguard.source.SecretObserver;
import io.keyguard.venue.SensitiveFields;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * All observers, told in order; a key that one of them could not learn is forgotten by those who did. One that throws while it forgets is named in
 * the log and disturbs nobody: at worst it masks too much.
 */
final class Observers {
    private final List<SecretObserver> observers;

    Observers(List<SecretObserver> observers) {
        this.observers = List.copyOf(observers);
    }

    /** {@code observers} and those that {@link ServiceLoader} finds. */
    static Observers withThoseFound(List<SecretObserver> observers) {
        var all = new ArrayList<>(observers);
        ServiceLoader.load(SecretObserver.class, SecretObserver.class.getClassLoader())
                .forEach(all::add);
        return new Observers(all);
    }

    /** Makes the fresh keys of {@code change} known, or none of them: then they are wiped and the failure is passed on. */
    void learn(RingChange change) {
        int learnt = 0;
        List<LoadedKey> fresh = change.fresh();
        try {
            for (LoadedKey key : fresh) {
                learn(key.key());
                learnt++;
            }
        } catch (RuntimeException | Error e) {
            fresh.forEach(LoadedKey::retire);
            fresh.subList(0, learnt).forEach(key -> forget(key.key()));
            throw e;
        }
    }

    /** Before the first key. */
    void fields(SensitiveFields fields) {
        observers.forEach(observer -> observer.fields(fields));
    }

    /** Makes {@code key} known to all, or to none. */
    void learn(ApiKey key) {
        int told = 0;
        try {
            for (SecretObserver observer : observers) {
                observer.learn(key);
                told++;
            }
        } catch (RuntimeException | Error e) {
            forget(observers.subList(0, told), key);
            throw e;
        }
    }

    void forget(ApiKey key) {
        forget(observers, key);
    }

    private static void forget(List<SecretObserver> told, ApiKey key) {
        for (SecretObserver observer : told) {
            try {
                observer.forget(key);
            } catch (RuntimeException e) {
                EventLog.observerFailed(
                        observer.getClass().getName(), e.getClass().getName());
            }
        }
    }
}
