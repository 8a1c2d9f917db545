/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.Risk;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A strategy signs far more orders than it usually does when it trades: in ten seconds, against the most that was usual; or minute after minute, against the average, by a cumulated sum.
 *
 * <p>Windows without an order do not count, so that a weekend does not make the usual small.
 */
final class OrderRate implements Rule {
    private static final int MOST = 64;

    private final Watching watching;
    private final Calm calm;
    private static final Duration EXPIRES = Duration.ofDays(30);

    private final Latest<User, Rate> rates;

    OrderRate(Watching watching, Calm calm) {
        this.watching = watching;
        this.calm = calm;
        this.rates = new Latest<>(MOST, EXPIRES, watching, "strategies with a key that sign");
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Signed signed && signed.meaning().risk() == Risk.ADDS_RISK) {
            var user = new User(signed.key(), signed.strategy());
            count(user, rates.get(user, now, Rate::new), now);
        }
    }

    private void count(User user, Rate rate, Instant now) {
        boolean counts = calm.lasts(now) && !watching.announcements().isAnnounced(Change.TRAFFIC, now);
        double factor = watching.limits().rateFactor;
        if (rate.add(now, factor) && counts) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.ORDER_RATE,
                            Optional.of(user.key()),
                            user.strategy(),
                            Confidence.POSSIBLE,
                            String.format(
                                    Locale.ROOT,
                                    "%d orders of %s in 10 s, usual are up to %d; %d in the minute before, usual are %.1f",
                                    rate.inWindow(),
                                    user.words(),
                                    rate.usual(),
                                    rate.lastMinute(),
                                    rate.average()));
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        out.writeShort(rates.size());
        rates.<IOException>forEach((user, rate, last) -> {
            Saved.user(user, out);
            Saved.time(last, out);
            rate.save(out);
        });
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            User user = Saved.user(in);
            Instant last = Saved.time(in);
            var rate = new Rate();
            rate.load(in);
            rates.put(user, rate, last, last);
        }
    }

    /** The rates that {@link #save} wrote. */
    static List<WatchView.KeyRate> read(DataInputStream in) throws IOException {
        var read = new ArrayList<WatchView.KeyRate>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            User user = Saved.user(in);
            Instant unused = Saved.time(in);
            var rate = new Rate();
            rate.load(in);
            read.add(new WatchView.KeyRate(
                    user.key(), user.strategy(), rate.lastMinute(), rate.average(), rate.usual()));
        }
        return read;
    }
}
