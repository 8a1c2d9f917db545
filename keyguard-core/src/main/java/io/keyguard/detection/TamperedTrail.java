/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.time.Instant;
import java.util.Optional;

/** The audit trail does not hold: somebody hides what was done. */
final class TamperedTrail implements Rule {
    private final Alarms alarms;

    TamperedTrail(Watching watching) {
        this.alarms = watching.alarms();
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.TrailChecked checked) {
            for (String problem : checked.problems()) {
                alarms.raise(now, Signal.TAMPERED_TRAIL, Optional.empty(), problem, Confidence.CERTAIN, problem);
            }
        }
    }
}
