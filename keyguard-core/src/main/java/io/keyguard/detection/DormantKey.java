/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A key is used for the first time in a long while. */
final class DormantKey implements Rule {
    private final Duration dormant;
    private final Alarms alarms;
    private final Map<KeyId, Instant> lastUse = new HashMap<>();

    DormantKey(Watching watching) {
        this.dormant = watching.limits().dormant;
        this.alarms = watching.alarms();
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Signed signed) {
            Instant before = lastUse.put(signed.key(), now);
            if (before != null && before.plus(dormant).isBefore(now)) {
                alarms.raise(
                        now,
                        Signal.DORMANT_KEY,
                        Optional.of(signed.key()),
                        "since " + before,
                        Confidence.POSSIBLE,
                        "it was last used at " + before);
            }
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        out.writeInt(lastUse.size());
        for (Map.Entry<KeyId, Instant> one : lastUse.entrySet()) {
            Saved.text(one.getKey().value(), out);
            Saved.time(one.getValue(), out);
        }
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            KeyId key = Saved.key(in);
            lastUse.put(key, Saved.time(in));
        }
    }
}
