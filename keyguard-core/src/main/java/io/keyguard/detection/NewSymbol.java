/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An order of ours for something that the account has not traded before, or not for long. Where symbols were named, any other is told; otherwise the first is learnt.
 *
 * <p>If more are traded than are told apart, the one that was not for longest is forgotten, and new when it comes again.
 */
final class NewSymbol implements Rule {
    private static final int MOST = 1024;
    private static final Duration EXPIRES = Duration.ofDays(90);

    private final Watching watching;
    private final Set<String> named;
    private final Latest<String, Boolean> learnt;

    NewSymbol(Watching watching) {
        this.watching = watching;
        this.named = watching.limits().symbols;
        this.learnt = new Latest<>(MOST, EXPIRES, watching, "symbols");
    }

    /** How many names are told apart. */
    static int most() {
        return MOST;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        // Whose an order is, is found by another rule.
    }

    @Override
    public void ours(VenueOrder order, Instant now) {
        String symbol = order.symbol();
        if (named.contains(symbol) || learnt.find(symbol, now) != null) {
            return;
        }
        boolean first = named.isEmpty() && learnt.size() == 0;
        learnt.put(symbol, Boolean.TRUE, now, now);
        if (!first && !watching.announcements().explain(Change.TRAFFIC, now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.NEW_SYMBOL,
                            Optional.empty(),
                            symbol,
                            named.isEmpty() ? Confidence.POSSIBLE : Confidence.LIKELY,
                            "the first order for " + symbol
                                    + (named.isEmpty() ? " since the watch began" : ", which was not named"));
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        out.writeInt(learnt.size());
        learnt.<IOException>forEach((symbol, known, last) -> {
            Saved.text(symbol, out);
            Saved.time(last, out);
        });
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            String symbol = in.readUTF();
            Instant last = Saved.time(in);
            learnt.put(symbol, Boolean.TRUE, last, last);
        }
    }
}
