/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An order of ours for something that the account has not traded before. Where symbols were named, any other is told; otherwise the first is learnt. */
final class NewSymbol implements Rule {
    private static final int MOST = 256;

    private final Watching watching;
    private final boolean named;
    private final Set<String> symbols;

    NewSymbol(Watching watching) {
        this.watching = watching;
        this.named = !watching.limits().symbols.isEmpty();
        this.symbols = new HashSet<>(watching.limits().symbols);
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
                            named ? Confidence.LIKELY : Confidence.POSSIBLE,
                            "the first order for " + symbol
                                    + (named ? ", which was not named" : " since the watch began"));
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        Saved.words(symbols, out);
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        List<String> before = Saved.words(in);
        if (!named) {
            symbols.addAll(before);
        }
    }
}
