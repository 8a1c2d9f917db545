/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.Movement;
import io.keyguard.venue.Payout;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tells payouts to other places than the pinned ones; where nothing is pinned, than those that were seen first. */
final class ForeignPayouts implements Rule {
    private final Watching watching;
    /** Takes no room until there is one. */
    private Set<String> pinned = Set.of();

    private final boolean chosen;
    private boolean pins;

    ForeignPayouts(Watching watching, Set<String> pinned) {
        this.watching = watching;
        pin(pinned);
        this.chosen = !pinned.isEmpty();
        this.pins = chosen;
    }

    private void pin(Collection<String> more) {
        if (!more.isEmpty()) {
            var all = new TreeSet<String>(pinned);
            all.addAll(more);
            this.pinned = all;
        }
    }

    /** Whether it goes out to where somebody chose that payouts go; what was only seen first explains nothing. */
    boolean expects(Movement movement) {
        return chosen && movement.kind() == Movement.Kind.WITHDRAWAL && pinned.contains(movement.counterparty());
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.PayoutsShown shown) {
            learn(shown.payouts());
            shown.payouts().stream()
                    .filter(payout -> !pinned.contains(payout.destination()))
                    .forEach(payout -> raise(payout, now));
        }
    }

    private void learn(Collection<Payout> payouts) {
        if (!pins) {
            pins = !payouts.isEmpty();
            pin(payouts.stream().map(Payout::destination).toList());
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        Saved.words(pinned, out);
    }

    /** Who changes the address while the bot does not run is noticed when it does again. */
    @Override
    public void load(DataInputStream in) throws IOException {
        List<String> before = Saved.words(in);
        if (!chosen) {
            pin(before);
            pins = !pinned.isEmpty();
        }
    }

    private void raise(Payout payout, Instant now) {
        watching.alarms()
                .raise(
                        now,
                        Signal.FOREIGN_PAYOUT,
                        Optional.empty(),
                        payout.account() + " " + payout.asset() + " " + payout.destination(),
                        Confidence.CERTAIN,
                        "payouts of " + payout.asset() + " of " + payout.account() + " go to " + payout.destination());
    }
}
