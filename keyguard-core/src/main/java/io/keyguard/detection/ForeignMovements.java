/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.Permission;
import io.keyguard.venue.Movement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    private final Map<Movement.Kind, Deque<Instant>> signatures = new EnumMap<>(Movement.Kind.class);
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Set<String> judged = new LinkedHashSet<>();

    ForeignMovements(Duration settle, Instant began, Alarms alarms) {
        this.settle = settle;
        this.began = began;
        this.alarms = alarms;
        for (Movement.Kind kind : Movement.Kind.values()) {
            signatures.put(kind, new ArrayDeque<>());
        }
    }

    void announce(Instant from, Instant to) {
        announced.add(from, to);
    }

    long announced() {
        return announced.explained();
    }

    void signed(Permission permission, Instant at) {
        Deque<Instant> ofKind =
                ofKind(permission == Permission.WITHDRAW ? Movement.Kind.WITHDRAWAL : Movement.Kind.TRANSFER);
        if (ofKind.size() == MOST) {
            ofKind.removeFirst();
        }
        ofKind.addLast(at);
    }

    private Deque<Instant> ofKind(Movement.Kind kind) {
        return signatures.computeIfAbsent(kind, k -> new ArrayDeque<>());
    }

    void seen(Movement movement, Instant now) {
        String id = movement.kind() + " " + movement.id();
        boolean goesOut = movement.kind() != Movement.Kind.DEPOSIT;
        boolean isNew = movement.at().isAfter(began.minus(SKEW)) && !judged.contains(id);
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
            finished(one.getKey());
            decide(one.getValue().movement(), now);
        }
    }

    private void decide(Movement movement, Instant now) {
        Iterator<Instant> signed = ofKind(movement.kind()).iterator();
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

    private void finished(String id) {
        if (judged.size() == MOST) {
            Iterator<String> oldest = judged.iterator();
            oldest.next();
            oldest.remove();
        }
        judged.add(id);
    }
}
