/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.source.ApiKey;
import io.keyguard.source.SecretObserver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what it was told, names and generations only. */
final class RecordingObserver implements SecretObserver {
    final List<String> told = new ArrayList<>();

    @Nullable
    Runnable onLearn;

    @Nullable
    Runnable onForget;

    @Override
    public synchronized void learn(ApiKey key) {
        told.add("learn " + key.id() + "#" + key.generation());
        if (onLearn != null) {
            onLearn.run();
        }
    }

    @Override
    public synchronized void forget(ApiKey key) {
        told.add("forget " + key.id() + "#" + key.generation());
        if (onForget != null) {
            onForget.run();
        }
    }
}
