/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** An order for something that the account has not traded before, and that nobody said it would. */
final class NewSymbol implements Rule {
    private static final int MOST = 256;

    private final Watching watching;
    private final Set<String> symbols = new HashSet<>();

    NewSymbol(Watching watching) {
        this.watching = watching;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        // Whose an order is, is found by another rule.
    }

    @Override
    public void ours(VenueOrder order, Instant now) {
        String symbol = order.symbol();
        boolean isNew = symbols.size() < MOST && symbols.add(symbol);
        if (isNew && symbols.size() > 1 && !watching.announcements().explain(Change.TRAFFIC, now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.NEW_SYMBOL,
                            Optional.empty(),
                            symbol,
                            Confidence.POSSIBLE,
                            "the first order for " + symbol + " since the watch began");
        }
    }
}
