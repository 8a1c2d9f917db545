/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A generation is used that every consumer had left. */
final class OldGeneration implements Rule {
    private final Alarms alarms;
    private Map<KeyId, Long> replaced = Map.of();

    OldGeneration(Watching watching) {
        this.alarms = watching.alarms();
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Replaced change) {
            replaced(change.key(), change.generation());
        } else if (event instanceof AccountEvent.Signed signed
                && signed.generation() < replaced.getOrDefault(signed.key(), 0L)) {
            alarms.raise(
                    now,
                    Signal.OLD_GENERATION,
                    Optional.of(signed.key()),
                    "generation " + signed.generation(),
                    Confidence.CERTAIN,
                    "generation " + signed.generation() + "; since then there is "
                            + replaced.getOrDefault(signed.key(), 0L));
        }
    }

    private void replaced(KeyId key, long generation) {
        if (replaced.isEmpty()) {
            replaced = new HashMap<>();
        }
        replaced.merge(key, generation, Math::max);
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        out.writeInt(replaced.size());
        for (Map.Entry<KeyId, Long> one : replaced.entrySet()) {
            Saved.text(one.getKey().value(), out);
            out.writeLong(one.getValue());
        }
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            replaced(Saved.key(in), in.readLong());
        }
    }
}
