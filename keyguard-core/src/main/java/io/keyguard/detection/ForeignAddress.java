/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody comes from an address that is none of ours, by the venue's own record; or our requests leave from another than before.
 *
 * <p>Addresses that were named are ours and no others. Where none were named, those of the first day are taken for ours.
 */
final class ForeignAddress implements Rule {
    private static final int MOST = 64;
    private static final Duration LEARNING = Duration.ofDays(1);

    private final Watching watching;
    private final boolean named;
    private Set<String> ours;

    ForeignAddress(Watching watching) {
        this.watching = watching;
        this.named = !watching.limits().addresses.isEmpty();
        this.ours = watching.limits().addresses;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Accessed accessed) {
            // What was before the watch is not its affair.
            if (!accessed.access().at().isBefore(watching.began())) {
                seen(
                        accessed.access().address(),
                        accessed.access().what(),
                        accessed.access().at(),
                        now);
            }
        } else if (event instanceof AccountEvent.Egress egress) {
            seen(egress.address(), "our own requests", now, now);
        }
    }

    private void seen(String address, String what, Instant at, Instant now) {
        if (address.isEmpty() || ours.contains(address)) {
            return;
        }
        boolean learning = !named && now.isBefore(watching.began().plus(LEARNING));
        boolean expected = watching.announcements().isAnnounced(Change.ADDRESSES, at);
        if (learning || expected) {
            learn(address, now);
        }
        if (!learning && !watching.announcements().explain(Change.ADDRESSES, at)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.FOREIGN_ADDRESS,
                            Optional.empty(),
                            address,
                            named ? Confidence.CERTAIN : Confidence.LIKELY,
                            what + " from " + address + " at " + at);
        }
    }

    /** What is not learnt for want of room is told each time it comes. */
    private void learn(String address, Instant now) {
        if (ours.size() < MOST) {
            var more = new HashSet<>(ours);
            more.add(address);
            ours = Set.copyOf(more);
        } else {
            watching.alarms().full("addresses", MOST, now);
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        Saved.words(ours, out);
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        List<String> before = Saved.words(in);
        if (!named) {
            ours = Set.copyOf(before);
        }
    }
}
