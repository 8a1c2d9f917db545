/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A key is used whose strategy was said to be stopped. Until the first word of it, nothing follows from a strategy. */
final class StoppedStrategy implements Rule {
    private final Alarms alarms;
    private final Latest<String, Boolean> stopped;

    StoppedStrategy(Watching watching) {
        this.alarms = watching.alarms();
        this.stopped = new Latest<>(NewSymbol.most(), Latest.NEVER, watching, "strategies that were stopped");
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Running running) {
            stopped.remove(running.strategy());
            if (!running.runs()) {
                stopped.put(running.strategy(), true, now, now);
            }
        } else if (event instanceof AccountEvent.Signed signed && stopped.find(signed.strategy(), now) != null) {
            alarms.raise(
                    now,
                    Signal.STOPPED_STRATEGY,
                    Optional.of(signed.key()),
                    signed.strategy(),
                    Confidence.CERTAIN,
                    "strategy " + signed.strategy());
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        out.writeInt(stopped.size());
        stopped.<IOException>forEach((strategy, yes, last) -> {
            Saved.text(strategy, out);
            Saved.time(last, out);
        });
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            String strategy = in.readUTF();
            Instant last = Saved.time(in);
            stopped.put(strategy, true, last, last);
        }
    }
}
