/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.Movement;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Tells withdrawals and transfers that were signed here from those that were not: each signature explains one of its asset, amount and address that began soon after it. Deposits are nobody's doing. */
final class ForeignMovements implements Rule {
    private static final int MOST = 256;
    /** How long after its signature a movement may begin. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final Duration SKEW = Duration.ofSeconds(2);

    private record Waiting(Movement movement, Instant until) {}

    private final Predicate<Movement> payout;
    private final Duration settle;
    private final Instant began;
    private final Gap gap;
    private final Alarms alarms;
    private final Announcements announcements;
    private final List<MovementTerms> withdrawals = new ArrayList<>();
    /** Venues show a transfer between two wallets in one line or in two: a signature explains one that goes out and one that comes in. */
    private final List<MovementTerms> transfersOut = new ArrayList<>();

    private final List<MovementTerms> transfersIn = new ArrayList<>();
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    /** What was judged, and when it began. */
    private final Map<String, Instant> judged = new LinkedHashMap<>();

    /** When the last of those began that were judged and are forgotten; what is older was judged as well, or cannot be. */
    private Instant forgottenUntil = Instant.MIN;

    /** @param payout whether a movement is a payout to where payouts go, which the venue begins by itself */
    ForeignMovements(Watching watching, Predicate<Movement> payout) {
        this.payout = payout;
        this.settle = watching.limits().settle;
        this.began = watching.began();
        this.gap = watching.gap();
        this.alarms = watching.alarms();
        this.announcements = watching.announcements();
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Signed signed) {
            switch (signed.meaning().permission()) {
                case WITHDRAW -> add(withdrawals, MovementTerms.of(signed.request(), signed.at(now)));
                case TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT -> {
                    MovementTerms terms = MovementTerms.of(signed.request(), signed.at(now));
                    add(transfersOut, terms);
                    add(transfersIn, terms);
                }
                default -> {
                    // Moves no money.
                }
            }
        } else if (event instanceof AccountEvent.Moved moved && !payout.test(moved.movement())) {
            seen(moved.movement(), now);
        }
        settle(now);
    }

    private static void add(List<MovementTerms> signatures, MovementTerms terms) {
        if (signatures.size() == MOST) {
            signatures.remove(0);
        }
        signatures.add(terms);
    }

    private List<MovementTerms> explaining(Movement movement) {
        if (movement.kind() == Movement.Kind.WITHDRAWAL) {
            return withdrawals;
        }
        return movement.amount().signum() > 0 ? transfersIn : transfersOut;
    }

    private static String id(Movement movement) {
        return movement.kind() + " " + movement.id();
    }

    private void seen(Movement movement, Instant now) {
        String id = id(movement);
        boolean goesOut = movement.kind() != Movement.Kind.DEPOSIT;
        boolean isNew = movement.at().isAfter(began.minus(SKEW))
                && movement.at().isAfter(forgottenUntil)
                && !judged.containsKey(id);
        if (goesOut && isNew) {
            waiting.putIfAbsent(id, new Waiting(movement, now.plus(settle)));
        }
    }

    private void settle(Instant now) {
        Iterator<Map.Entry<String, Waiting>> oldestFirst = waiting.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<String, Waiting> one = oldestFirst.next();
            if (one.getValue().until().isAfter(now) && waiting.size() < MOST) {
                return;
            }
            oldestFirst.remove();
            finished(one.getKey(), one.getValue().movement().at());
            decide(one.getValue().movement(), now);
        }
    }

    private void decide(Movement movement, Instant now) {
        Iterator<MovementTerms> signed = explaining(movement).iterator();
        while (signed.hasNext()) {
            MovementTerms terms = signed.next();
            boolean inTime = !movement.at().isBefore(terms.at().minus(SKEW))
                    && !movement.at().isAfter(terms.at().plus(SOON));
            if (inTime && terms.fit(movement)) {
                signed.remove();
                return;
            }
        }
        if (!announcements.explain(Change.MANUAL_TRADING, movement.at())) {
            // Money that went while nobody watched is told all the same: a signature of the last moments before a crash
            // is rarer than a thief.
            boolean watched = !gap.holds(movement.at(), SOON);
            alarms.raise(
                    now,
                    Signal.FOREIGN_MOVEMENT,
                    Optional.empty(),
                    movement.kind() + " " + movement.asset(),
                    watched ? Confidence.CERTAIN : Confidence.POSSIBLE,
                    movement.kind() + " of " + movement.amount().toPlainString() + " " + movement.asset()
                            + ", begun at " + movement.at() + (watched ? "" : ", while nobody watched"));
        }
    }

    private void finished(String id, Instant at) {
        if (judged.size() == MOST) {
            Iterator<Instant> oldest = judged.values().iterator();
            Instant forgotten = oldest.next();
            oldest.remove();
            forgottenUntil = forgotten.isAfter(forgottenUntil) ? forgotten : forgottenUntil;
        }
        judged.put(id, at);
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        save(withdrawals, out);
        save(transfersOut, out);
        save(transfersIn, out);
        out.writeInt(waiting.size());
        for (Waiting one : waiting.values()) {
            Saved.movement(one.movement(), out);
            Saved.time(one.until(), out);
        }
        Saved.time(forgottenUntil.equals(Instant.MIN) ? Instant.EPOCH : forgottenUntil, out);
        out.writeInt(judged.size());
        for (Map.Entry<String, Instant> one : judged.entrySet()) {
            Saved.text(one.getKey(), out);
            Saved.time(one.getValue(), out);
        }
    }

    private static void save(List<MovementTerms> signatures, DataOutputStream out) throws IOException {
        out.writeInt(signatures.size());
        for (MovementTerms terms : signatures) {
            terms.save(out);
        }
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        load(withdrawals, in);
        load(transfersOut, in);
        load(transfersIn, in);
        for (int left = in.readInt(); left > 0; left--) {
            Movement movement = Saved.movement(in);
            waiting.put(id(movement), new Waiting(movement, Saved.time(in)));
        }
        forgottenUntil = Saved.time(in);
        for (int left = in.readInt(); left > 0; left--) {
            String id = in.readUTF();
            judged.put(id, Saved.time(in));
        }
    }

    private static void load(List<MovementTerms> signatures, DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            signatures.add(MovementTerms.load(in));
        }
    }
}
