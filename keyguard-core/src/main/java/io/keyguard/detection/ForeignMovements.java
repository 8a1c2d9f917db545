/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.Movement;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Tells withdrawals and transfers that were signed here from those that were not: each signature explains one of its asset, amount and address that began soon after it. Deposits are nobody's doing. */
final class ForeignMovements implements Rule {
    private static final int MOST_WAITING = 4096;
    private static final int MOST_SIGNED = 4096;
    private static final int MOST_JUDGED = 4096;
    /** How long after its signature a movement may begin, or before it by a venue's clock: it may be behind, and cut the time to the minute. */
    private static final Duration SOON = Duration.ofMinutes(1);
    /** What is forgotten sooner than that, is missed. */
    private static final Duration DAY = Duration.ofDays(1);

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
    /** Made when there is one. */
    private Map<String, Waiting> waiting = Map.of();

    private final Digest64 digest;
    /** What was judged: what is older than the last of those that are forgotten was judged as well, or cannot be. */
    private final RecentEvents judged = new RecentEvents(MOST_JUDGED, MOST_JUDGED, this::forgot);

    /** Up to when movements may have begun whose signatures are forgotten. */
    private Instant unsureUntil = Instant.EPOCH;

    /** @param payout whether a movement is a payout to where payouts go, which the venue begins by itself */
    ForeignMovements(Watching watching, Predicate<Movement> payout) {
        this.payout = payout;
        this.digest = watching.digest();
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

    private void add(List<MovementTerms> signatures, MovementTerms terms) {
        if (signatures.size() == MOST_SIGNED) {
            Instant forgotten = signatures.remove(0).at();
            unsureUntil = forgotten.isBefore(unsureUntil) ? unsureUntil : forgotten.plus(SOON);
            full("movements that were signed and not shown", MOST_SIGNED, forgotten, terms.at());
        }
        signatures.add(terms);
    }

    private void forgot(long movement, long begunMillis, long nowMillis) {
        full(
                "movements that were judged",
                MOST_JUDGED,
                Instant.ofEpochMilli(begunMillis),
                Instant.ofEpochMilli(nowMillis));
    }

    private void full(String what, int size, Instant forgotten, Instant now) {
        if (now.isBefore(forgotten.plus(DAY))) {
            alarms.full(what, size, now);
        }
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
        boolean isNew =
                movement.at().isAfter(began.minus(SKEW)) && !waiting.containsKey(id) && !judged.contains(digest.of(id));
        if (!goesOut || !isNew) {
            return;
        }
        if (judged.mayBeForgotten(movement.at())) {
            raise(Signal.UNJUDGED, Confidence.POSSIBLE, movement, ", before others that are forgotten", now);
        } else {
            if (waiting.size() == MOST_WAITING) {
                alarms.full("movements that wait to be judged", MOST_WAITING, now);
            }
            wait(movement, now.plus(settle));
        }
    }

    private void wait(Movement movement, Instant until) {
        if (waiting.isEmpty()) {
            waiting = new LinkedHashMap<>();
        }
        waiting.put(id(movement), new Waiting(movement, until));
    }

    /** Those that are due together in the order in which they began: so each takes the first signature that it can have, and leaves the others theirs. */
    private void settle(Instant now) {
        if (waiting.isEmpty()) {
            return;
        }
        List<Movement> due = new ArrayList<>();
        Iterator<Waiting> oldestFirst = waiting.values().iterator();
        while (oldestFirst.hasNext()) {
            Waiting one = oldestFirst.next();
            if (!Deadline.isDue(one.until(), settle, now) && waiting.size() <= MOST_WAITING) {
                break;
            }
            oldestFirst.remove();
            due.add(one.movement());
        }
        due.sort(Comparator.comparing(Movement::at));
        for (Movement movement : due) {
            judged.put(digest.of(id(movement)), movement.at());
            decide(movement, now);
        }
    }

    private void decide(Movement movement, Instant now) {
        Iterator<MovementTerms> signed = explaining(movement).iterator();
        while (signed.hasNext()) {
            MovementTerms terms = signed.next();
            boolean inTime = !movement.at().isBefore(terms.at().minus(SOON))
                    && !movement.at().isAfter(terms.at().plus(SOON));
            if (inTime && terms.fit(movement)) {
                signed.remove();
                return;
            }
        }
        if (!announcements.explain(Change.MANUAL_TRADING, movement.at())) {
            // Money that went while nobody watched is told all the same: a signature of the last moments before a crash
            // is rarer than a thief.
            boolean lost = gap.holds(movement.at(), SOON) || !movement.at().isAfter(unsureUntil);
            raise(
                    Signal.FOREIGN_MOVEMENT,
                    lost ? Confidence.POSSIBLE : Confidence.CERTAIN,
                    movement,
                    lost ? ", and what was signed then may be lost" : "",
                    now);
        }
    }

    private void raise(Signal signal, Confidence confidence, Movement movement, String more, Instant now) {
        alarms.raise(
                now,
                signal,
                Optional.empty(),
                movement.kind() + " " + movement.asset(),
                confidence,
                movement.kind() + " of " + movement.amount().toPlainString() + " " + movement.asset() + ", begun at "
                        + movement.at() + more);
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
        Saved.time(unsureUntil, out);
        judged.save(out);
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
            wait(movement, Saved.time(in));
        }
        unsureUntil = Saved.time(in);
        judged.load(in);
    }

    private static void load(List<MovementTerms> signatures, DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            signatures.add(MovementTerms.load(in));
        }
    }
}
