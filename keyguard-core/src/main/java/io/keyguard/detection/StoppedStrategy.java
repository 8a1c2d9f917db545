/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A key is used whose strategy was said to be stopped. Until the first word of it, nothing follows from a strategy. */
final class StoppedStrategy implements Rule {
    private final Alarms alarms;
    private Set<String> stopped = Set.of();

    StoppedStrategy(Watching watching) {
        this.alarms = watching.alarms();
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Running running) {
            var others = new HashSet<>(stopped);
            others.remove(running.strategy());
            if (!running.runs()) {
                others.add(running.strategy());
            }
            stopped = Set.copyOf(others);
        } else if (event instanceof AccountEvent.Signed signed && stopped.contains(signed.strategy())) {
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
        Saved.words(stopped, out);
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        stopped = Set.copyOf(Saved.words(in));
    }
}
