/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Material is shown, exported or brought back more often than on a usual day, by whomever. */
final class Disclosure implements Rule {
    private static final Duration DAY = Duration.ofDays(1);

    private final Watching watching;
    private final Bursts bursts;

    Disclosure(Watching watching) {
        this.watching = watching;
        this.bursts = new Bursts(watching.limits().disclosures + 1, DAY, watching, "ways to disclose");
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Disclosed disclosed
                && !watching.announcements().explain(Change.KEYS, disclosed.at().orElse(now))
                && bursts.isOne(disclosed.how().name(), disclosed.keys(), now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.DISCLOSURE,
                            disclosed.key(),
                            disclosed.how().name(),
                            Confidence.POSSIBLE,
                            "more than " + watching.limits().disclosures + " keys were " + disclosed.how()
                                    + " within a day, the last "
                                    + (disclosed.keys() == 1 ? "" : disclosed.keys() + " at once ") + "by "
                                    + disclosed.by());
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        bursts.save(out);
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        bursts.load(in);
    }
}
