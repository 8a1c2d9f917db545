/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.Permission;
import io.keyguard.venue.Movement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells withdrawals and transfers that were signed here from those that were not: each signature explains one that began soon after it. Deposits are nobody's doing. Not thread-safe. */
final class ForeignMovements {
    private static final int MOST = 256;
    /** How long after its signature a movement may begin. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final Duration SKEW = Duration.ofSeconds(2);

    private record Waiting(Movement movement, Instant until) {}

    private final Duration settle;
    private final Instant began;
    private final Alarms alarms;
    private final Announced announced = new Announced();
    private final Deque<Instant> withdrawals = new ArrayDeque<>();
    /** Venues show a transfer between two wallets in one line or in two: a signature explains one that goes out and one that comes in. */
    private final Deque<Instant> transfersOut = new ArrayDeque<>();

    private final Deque<Instant> transfersIn = new ArrayDeque<>();
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    /** What was judged, and when it began. */
    private final Map<String, Instant> judged = new LinkedHashMap<>();

    /** When the last of those began that were judged and are forgotten; what is older was judged as well, or cannot be. */
    private Instant forgottenUntil = Instant.MIN;

    ForeignMovements(Duration settle, Instant began, Alarms alarms) {
        this.settle = settle;
        this.began = began;
        this.alarms = alarms;
    }

    void announce(Instant from, Instant to) {
        announced.add(from, to);
    }

    long announced() {
        return announced.explained();
    }

    void signed(Permission permission, Instant at) {
        if (permission == Permission.WITHDRAW) {
            add(withdrawals, at);
        } else {
            add(transfersOut, at);
            add(transfersIn, at);
        }
    }

    private static void add(Deque<Instant> signatures, Instant at) {
        if (signatures.size() == MOST) {
            signatures.removeFirst();
        }
        signatures.addLast(at);
    }

    private Deque<Instant> explaining(Movement movement) {
        if (movement.kind() == Movement.Kind.WITHDRAWAL) {
            return withdrawals;
        }
        return movement.amount().signum() > 0 ? transfersIn : transfersOut;
    }

    void seen(Movement movement, Instant now) {
        String id = movement.kind() + " " + movement.id();
        boolean goesOut = movement.kind() != Movement.Kind.DEPOSIT;
        boolean isNew = movement.at().isAfter(began.minus(SKEW))
                && movement.at().isAfter(forgottenUntil)
                && !judged.containsKey(id);
        if (goesOut && isNew) {
            waiting.putIfAbsent(id, new Waiting(movement, now.plus(settle)));
        }
    }

    void settle(Instant now) {
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
        Iterator<Instant> signed = explaining(movement).iterator();
        while (signed.hasNext()) {
            Instant at = signed.next();
            boolean fits =
                    !movement.at().isBefore(at.minus(SKEW)) && !movement.at().isAfter(at.plus(SOON));
            if (fits) {
                signed.remove();
                return;
            }
        }
        if (!announced.explains(movement.at())) {
            alarms.raise(
                    now,
                    Signal.FOREIGN_MOVEMENT,
                    Optional.empty(),
                    movement.kind() + " " + movement.asset(),
                    true,
                    movement.kind() + " of " + movement.amount().toPlainString() + " " + movement.asset()
                            + ", begun at " + movement.at());
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
}
