/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.VenueError;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Far more answers to a strategy are errors than usual, minute after minute. An outage, a wrong clock, used nonces and too many requests are no errors here: they have their own reasons. */
final class ErrorRate implements Rule {
    private static final int MOST = 64;
    private static final long MINUTE_MILLIS = 60_000;
    private static final int ENOUGH_MINUTES = 10;
    private static final int ENOUGH_ANSWERS = 5;
    /** A fifth more than usual is no matter. */
    private static final double SLACK = 0.2;

    private static final double ENOUGH_SURPLUS = 1;
    private static final Duration EXPIRES = Duration.ofDays(30);
    private static final double WEIGHT = 1.0 / 64;

    private static final class Share {
        private long minute;
        private int answers;
        private int errors;
        private int minutes;
        private double usual;
        private double surplus;

        /** Counts an answer; true if there were too many errors up to the minute before. */
        boolean add(boolean error, long current) {
            boolean tooMany = current > minute && close();
            if (current > minute) {
                minute = current;
                answers = 0;
                errors = 0;
            }
            answers++;
            errors += error ? 1 : 0;
            return tooMany;
        }

        private boolean close() {
            if (answers < ENOUGH_ANSWERS) {
                return false;
            }
            double share = (double) errors / answers;
            minutes++;
            if (minutes <= ENOUGH_MINUTES) {
                usual += (share - usual) / minutes;
                return false;
            }
            surplus = Math.max(0, surplus + share - usual - SLACK);
            usual += WEIGHT * (Math.min(share, usual + SLACK) - usual);
            boolean tooMany = surplus > ENOUGH_SURPLUS;
            surplus = tooMany ? 0 : surplus;
            return tooMany;
        }
    }

    private final Watching watching;
    private final Calm calm;
    private final Latest<User, Share> shares;

    ErrorRate(Watching watching, Calm calm) {
        this.watching = watching;
        this.calm = calm;
        this.shares = new Latest<>(MOST, EXPIRES, watching, "strategies with a key that are answered");
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Answered answered) {
            var user = new User(answered.key(), answered.strategy());
            Share share = shares.get(user, now, Share::new);
            boolean error = answered.error().filter(ErrorRate::counts).isPresent();
            if (share.add(error, now.toEpochMilli() / MINUTE_MILLIS)) {
                tooMany(user, share, now);
            }
        }
    }

    private static boolean counts(VenueError error) {
        return error.kinds().stream().noneMatch(kind -> switch (kind) {
            case MAINTENANCE, OUTCOME_UNKNOWN, RATE, CLOCK, NONCE -> true;
            default -> false;
        });
    }

    private void tooMany(User user, Share share, Instant now) {
        if (calm.lasts(now) && !watching.announcements().explain(Change.TRAFFIC, now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.ERROR_RATE,
                            Optional.of(user.key()),
                            user.strategy(),
                            Confidence.POSSIBLE,
                            String.format(
                                    Locale.ROOT,
                                    "of the answers to %s far more are errors than the usual %.0f %%",
                                    user.words(),
                                    share.usual * 100));
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        out.writeShort(shares.size());
        shares.<IOException>forEach((user, share, last) -> {
            Saved.user(user, out);
            Saved.time(last, out);
            out.writeInt(share.minutes);
            out.writeDouble(share.usual);
            out.writeDouble(share.surplus);
        });
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            User user = Saved.user(in);
            Instant last = Saved.time(in);
            var share = new Share();
            shares.put(user, share, last, last);
            share.minutes = in.readInt();
            share.usual = in.readDouble();
            share.surplus = in.readDouble();
        }
    }
}
