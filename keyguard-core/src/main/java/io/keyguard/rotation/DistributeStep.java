/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.rotation.Consumers.Consumer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** PROMOTED and DISTRIBUTING: waits until everybody who uses the key says that he has moved over. */
final class DistributeStep implements Step {
    /** Whom the plan did not let it wait for. */
    static final String FORCED = "forcedOn";

    private static final long LOOK_AGAIN_SECONDS = 1;

    private final Work work;

    DistributeStep(Work work) {
        this.work = work;
    }

    @Override
    public Outcome take(Rotation row) {
        if (row.state() == RotationState.PROMOTED) {
            return Step.go(row.to(RotationState.DISTRIBUTING, work.now()));
        }
        if (!isInPlace(work, row)) {
            return replaced(work, row);
        }
        long wanted = row.number(Rotation.NEW_GENERATION);
        Rotation told = acknowledged(row, wanted);
        List<String> missing = missing(work, told, wanted);
        if (missing.isEmpty()) {
            return drain(told);
        }
        return work.now().isBefore(row.at(Rotation.DEADLINE)) ? waiting(told, missing) : late(told, missing);
    }

    /** Whether the new key stands where it was put. */
    static boolean isInPlace(Work work, Rotation row) {
        try (Shelf.Held held = work.shelf().read(row)) {
            return held.isActive(row.newId())
                    && held.active() != null
                    && held.active().generation() == row.number(Rotation.NEW_GENERATION);
        }
    }

    /** A backup was put back, or somebody replaced the key: what is in use is not known any more. */
    static Outcome replaced(Work work, Rotation row) {
        return Step.go(row.with(Rotation.FROM, row.state().name())
                .to(RotationState.BLOCKED, work.now())
                .because("the store holds another generation of the key than was put there; find out who changed it"));
    }

    private Rotation acknowledged(Rotation row, long wanted) {
        Map<String, String> known = new TreeMap<>(row.map(Rotation.ACKNOWLEDGED));
        for (Consumer consumer : work.consumers().of(row.key())) {
            if (consumer.isAt(wanted, Set.of(row.oldId()))) {
                known.put(consumer.name(), Long.toString(consumer.generation()));
            }
        }
        return known.equals(row.map(Rotation.ACKNOWLEDGED)) ? row : row.with(Rotation.ACKNOWLEDGED, known);
    }

    /** Who still uses the key that is to go, or may do so. */
    static List<String> missing(Work work, Rotation row, long wanted) {
        // After a roll-back the new key is the one that goes.
        Set<String> goes = Set.of(row.has(Rotation.BACK_GENERATION) ? row.newId() : row.oldId());
        Set<String> fenced = new HashSet<>(row.list(Rotation.FENCED));
        return work.consumers().of(row.key()).stream()
                .filter(consumer -> !consumer.isAt(wanted, goes) && !fenced.contains(consumer.name()))
                .map(Consumer::name)
                .sorted()
                .toList();
    }

    private Outcome waiting(Rotation row, List<String> missing) {
        return Step.waitUntil(
                row.with(Rotation.WAITING_FOR, missing),
                work.now().plusSeconds(LOOK_AGAIN_SECONDS),
                "some have not moved over yet");
    }

    private Outcome late(Rotation row, List<String> missing) {
        return switch (row.late()) {
            case WAIT -> overdue(row, missing);
            case FORCE -> drain(row.note("forced").with(FORCED, missing));
            case FENCE -> fence(row, missing);
        };
    }

    private Outcome overdue(Rotation row, List<String> missing) {
        return Step.tryAgain(
                row.with(Rotation.WAITING_FOR, missing), work.now(), "some have not moved over in the time agreed");
    }

    private Outcome fence(Rotation row, List<String> missing) {
        ConsumerFence fence = work.fence();
        if (fence == null) {
            return overdue(row, missing);
        }
        if (!row.list(Rotation.FENCING).equals(missing)) {
            return Step.go(row.with(Rotation.FENCING, missing));
        }
        var fenced = new ArrayList<>(row.list(Rotation.FENCED));
        work.journal().requireCurrent();
        for (String name : missing) {
            if (work.effects().run("fence", () -> fence.fence(row.key(), name))) {
                fenced.add(name);
            }
        }
        return fenced.equals(row.list(Rotation.FENCED))
                ? overdue(row, missing)
                : Step.go(row.with(Rotation.FENCED, fenced));
    }

    private Outcome drain(Rotation row) {
        return Step.go(row.with(
                        Rotation.DEADLINE,
                        work.now().plus(row.seconds("overlap")).toString())
                .to(RotationState.DRAINING, work.now()));
    }
}
