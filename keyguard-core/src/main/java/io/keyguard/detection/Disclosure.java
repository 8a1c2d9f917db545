/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.time.Duration;
import java.time.Instant;

/** Material is shown, exported or brought back more often than on a usual day, by whomever. */
final class Disclosure implements Rule {
    private final Watching watching;
    private final Bursts<AccountEvent.How> bursts;

    Disclosure(Watching watching) {
        this.watching = watching;
        this.bursts = new Bursts<>(watching.limits().disclosures + 1, Duration.ofDays(1));
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Disclosed disclosed
                && !watching.announcements().explain(Change.KEYS, now)
                && bursts.isOne(disclosed.how(), now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.DISCLOSURE,
                            disclosed.key(),
                            disclosed.how().name(),
                            Confidence.POSSIBLE,
                            "more than " + watching.limits().disclosures + " keys were " + disclosed.how()
                                    + " within a day, the last by " + disclosed.by());
        }
    }
}
