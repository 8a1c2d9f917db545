/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A key is used for the first time in a long while. */
final class DormantKey implements Rule {
    private final Duration dormant;
    private final Alarms alarms;
    /** Which is what counts here, and so none is too old to be remembered. */
    private final Latest<KeyId, Instant> lastUse;

    DormantKey(Watching watching) {
        this.dormant = watching.limits().dormant;
        this.alarms = watching.alarms();
        this.lastUse = new Latest<>(NewSymbol.most(), Latest.NEVER, watching, "keys that were used");
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Signed signed) {
            Instant before = lastUse.find(signed.key(), now);
            lastUse.put(signed.key(), now, now, now);
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
        lastUse.<IOException>forEach((key, used, last) -> {
            Saved.text(key.value(), out);
            Saved.time(used, out);
        });
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            KeyId key = Saved.key(in);
            Instant used = Saved.time(in);
            lastUse.put(key, used, used, used);
        }
    }
}
