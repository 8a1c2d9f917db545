/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.Fill;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What is bought is sold for less soon after, about as much of it, again and again: how money is carried to whoever stands on the other side. */
final class Wash implements Rule {
    private static final int MOST = 64;
    private static final Duration SOON = Duration.ofMinutes(10);
    private static final Duration WITHIN = Duration.ofHours(1);
    private static final double ABOUT = 0.2;

    /** One way of a round trip. */
    private record Leg(double quantity, double price, Instant at) {
        static Leg of(Fill fill) {
            return new Leg(fill.quantity().doubleValue(), fill.price().doubleValue(), fill.at());
        }
    }

    private final Watching watching;
    private final Executions executions;
    private final Bursts losses;
    private final Latest<String, Leg> last;

    Wash(Watching watching, Executions executions) {
        this.watching = watching;
        this.executions = executions;
        this.losses = new Bursts(watching.limits().washes, WITHIN, watching, "symbols of losing round trips");
        this.last = new Latest<>(MOST, SOON, watching, "symbols of round trips");
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Filled filled && executions.isNew()) {
            filled(filled.fill().symbol(), Leg.of(filled.fill()), now);
        }
    }

    private void filled(String symbol, Leg fill, Instant now) {
        Leg before = last.find(symbol, now);
        if (before == null || !isReturn(before, fill)) {
            last.put(symbol, fill, now, now);
            return;
        }
        last.remove(symbol);
        // Both legs are used up: the next trip begins anew.
        double loss = loss(before, fill);
        if (loss > watching.limits().washLoss
                && losses.isOne(symbol, now)
                && !watching.announcements().explain(Change.TRAFFIC, now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.WASH,
                            Optional.empty(),
                            symbol,
                            Confidence.LIKELY,
                            watching.limits().washes + " round trips in " + symbol
                                    + String.format(Locale.ROOT, ", the last at a loss of %.1f %%", loss * 100));
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        losses.save(out);
        out.writeInt(last.size());
        last.<IOException>forEach((symbol, leg, at) -> {
            Saved.text(symbol, out);
            out.writeDouble(leg.quantity());
            out.writeDouble(leg.price());
            Saved.time(leg.at(), out);
            Saved.time(at, out);
        });
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        losses.load(in);
        for (int left = in.readInt(); left > 0; left--) {
            String symbol = in.readUTF();
            var leg = new Leg(in.readDouble(), in.readDouble(), Saved.time(in));
            Instant at = Saved.time(in);
            last.put(symbol, leg, at, at);
        }
    }

    private static boolean isReturn(Leg one, Leg other) {
        Duration between = Duration.between(one.at(), other.at()).abs();
        return Math.signum(one.quantity()) == -Math.signum(other.quantity())
                && between.compareTo(SOON) <= 0
                && Math.abs(one.quantity() + other.quantity()) <= Math.abs(one.quantity()) * ABOUT;
    }

    private static double loss(Leg one, Leg other) {
        boolean bought = one.quantity() > 0;
        double buy = (bought ? one : other).price();
        double sell = (bought ? other : one).price();
        return (buy - sell) / Math.max(buy, Double.MIN_NORMAL);
    }
}
