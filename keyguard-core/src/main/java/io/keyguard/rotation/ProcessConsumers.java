/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.ProcessFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The processes of a state directory, by what each says in its own folder. One whose lock is gone has ended, and signs nothing any more. */
final class ProcessConsumers implements Consumers {
    private final Path state;
    private final Set<String> notCounted;

    ProcessConsumers(Path state, Set<String> notCounted) {
        this.state = state;
        this.notCounted = notCounted;
    }

    @Override
    public List<Consumer> of(KeyId key) {
        var consumers = new ArrayList<Consumer>();
        try {
            for (Path folder : ProcessFolder.all(state)) {
                String name = ProcessFolder.nameOf(folder);
                if (!notCounted.contains(name) && ProcessFolder.isRunning(folder)) {
                    Map<KeyId, UseRecord.Use> uses = UseRecord.read(folder);
                    if (uses == null) {
                        // It starts, or is of a version that does not tell: it may have read the old key.
                        consumers.add(new Consumer(name, 0, false));
                    } else if (uses.containsKey(key)) {
                        UseRecord.Use use = java.util.Objects.requireNonNull(uses.get(key));
                        consumers.add(new Consumer(name, use.generation(), use.settled(), use.material()));
                    }
                }
            }
            return consumers;
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(state, "reading who uses a key", e);
        }
    }
}
