/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.VenueError;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** PLANNED: everything that can be found out before anything is done. */
final class PlanStep implements Step {
    static final String ADDRESSES =
            "the venue does not tell which addresses the old key is bound to; name those of the new one";

    private static final String DEAD_ADDRESSES =
            "the old key is dead, and nobody tells any more which addresses it was bound to; name those of the new one ('any' if it may be used from anywhere)";

    private static final String ELSEWHERE =
            "the venue refuses the old key from here, which may be bound to other addresses";

    private static final String NO_LIST = "the venue does not let the administering key list keys: ";

    /** That a person was asked whether the old key is dead. */
    private static final String DOUBTED = "oldDoubted";

    private final Work work;

    PlanStep(Work work) {
        this.work = work;
    }

    @Override
    public Outcome take(Rotation row) {
        try (Shelf.Held held = work.shelf().read(row)) {
            ApiKey active = held.active();
            if (active == null || active.generation() != row.number("oldGeneration")) {
                return abort(row, "somebody else has replaced the key");
            }
            if (!row.is(Rotation.FACTS) && !row.is(Rotation.OLD_DEAD)) {
                Set<KeyId> shared = work.shelf().alsoCalled(row, row.oldId());
                return shared.isEmpty()
                        ? lookAtOld(row, active)
                        : abort(
                                row,
                                "the same key is also called " + shared
                                        + ", whose bots would lose it; give each a key of its own first");
            }
            Optional<String> why = impossible(row);
            return why.isPresent() ? abort(row, why.get()) : lookAtAccount(row, held);
        }
    }

    private Outcome abort(Rotation row, String why) {
        return work.takeBack(row, RotationState.ABORTED, why);
    }

    private Outcome lookAtOld(Rotation row, ApiKey active) {
        try {
            return Step.go(OldFacts.write(row, work.door().inspect(active)));
        } catch (VenueRefusedException e) {
            return work.door().probe(active) == KeyProbe.Answer.DEAD
                    ? perhapsDead(row, e)
                    : abort(row, "the venue refuses the old key from here: " + e.kinds());
        } catch (VenueUnavailableException e) {
            return Step.tryAgain(row, work.now(), "the venue cannot be asked about the old key", e);
        }
    }

    /**
     * Some venues refuse a key that is asked from an address that it is not bound to in the words for a dead one, or for one that has ended: the list of keys decides, where it is had, and otherwise a person. Of a key that was taken for
     * dead nobody would know what the new one has to be bound to.
     */
    private Outcome perhapsDead(Rotation row, VenueRefusedException refusal) {
        Rotation dead = row.with(Rotation.OLD_DEAD, "yes").because("the old key is dead already");
        // In a set with others it is one of the things that the refusal may mean.
        if (refusal.kinds().equals(Set.of(VenueError.Kind.EXPIRED)) || row.is(DOUBTED)) {
            return Step.go(row.is(DOUBTED) ? dead.note("somebody said that the old key was dead before") : dead);
        }
        if (!work.door().administers(row)) {
            return Step.go(row.with(DOUBTED, "yes")
                    .with(Rotation.FROM, RotationState.PLANNED.name())
                    .to(RotationState.BLOCKED, work.now())
                    .because(ELSEWHERE + "; abort and begin where it is used, or confirm if it is dead"));
        }
        try {
            return work.door().list(row).stream()
                            .anyMatch(key -> key.id().value().equals(row.oldId()))
                    ? abort(row, ELSEWHERE + ", as it is in the list of keys; begin where it is used")
                    : Step.go(dead);
        } catch (VenueRefusedException e) {
            return abort(row, NO_LIST + e.kinds());
        } catch (VenueUnavailableException e) {
            return Step.tryAgain(row, work.now(), "the venue cannot be asked for the list of keys", e);
        }
    }

    /**
     * What a look at the plan came to.
     *
     * @param against what stands against it; empty if nothing does
     */
    record Judgement(String against, String label) {}

    Judgement judge(Rotation row) {
        return new Judgement(
                impossible(row).orElse(""),
                Labels.of(row, work.door().keys(row).traits().label()).orElse(""));
    }

    /** Why it cannot be done, as far as nobody has to be asked. */
    private Optional<String> impossible(Rotation row) {
        KeyTraits traits = work.door().keys(row).traits();
        boolean byApi = row.making() != RotationPlan.Making.BY_OPERATOR;
        Set<Permission> more = OldFacts.more(row, work.door().venue(row).rights());
        if (!more.isEmpty()) {
            return Optional.of((row.is(Rotation.OLD_DEAD)
                            ? "the old key is dead, and nobody tells whether it had what the smallest key has: "
                            : "the smallest key would have rights that the old one has not: ")
                    + more + "; approve them");
        }
        if (byApi && !work.door().administers(row)) {
            return Optional.of("no key administers keys here; let a person make it");
        }
        Optional<String> downtime = traits.overlap() ? Optional.empty() : againstDowntime(row);
        if (downtime.isPresent()) {
            return downtime;
        }
        SignatureAlgorithm pair = KeyPairs.algorithm(row.algorithm());
        if (row.making() == RotationPlan.Making.OWN_PAIR && !traits.ownKeys().contains(pair)) {
            return Optional.of("the venue takes no " + pair + " key that was made here");
        }
        return Labels.of(row, traits.label()).isPresent()
                ? Optional.empty()
                : Optional.of("the venue's form of a label has no room for ours");
    }

    private Optional<String> againstDowntime(Rotation row) {
        if (!row.is("downtime")) {
            return Optional.of("here a new key ends the old one; approve that trading stops meanwhile");
        }
        TradingPause pause = work.pause();
        if (pause == null) {
            return Optional.of("here a new key ends the old one, and nothing was handed in that stops trading");
        }
        return row.is(Rotation.PAUSED) ? Optional.empty() : pause.obstacle(row.key());
    }

    /** Without knowing what is there before, nobody could tell later what came. */
    private Outcome lookAtAccount(Rotation row, Shelf.Held held) {
        if (!work.door().administers(row)) {
            return askPerson(labelled(row));
        }
        try {
            List<ListedKey> list = work.door().list(row);
            List<String> ids = list.stream().map(key -> key.id().value()).toList();
            List<String> ghosts = Ghosts.find(row, list, Set.of());
            if (!ghosts.isEmpty()) {
                return clear(row, ghosts);
            }
            // Where a new key ends the old one, an attempt before this one may have done that.
            if (!ids.contains(row.oldId()) && !row.is(Rotation.OLD_DEAD) && !row.is(Rotation.PAUSED)) {
                return abort(row, "the old key is not in the list of this account: is it the right account?");
            }
            int quota = work.door().keys(row).traits().quota().orElse(Integer.MAX_VALUE);
            if (ids.size() >= quota && work.door().keys(row).traits().overlap()) {
                return full(row, list);
            }
            Rotation told = OldFacts.listed(row, list);
            Rotation ready = labelled(told.has(Rotation.BASELINE) ? told : told.with(Rotation.BASELINE, ids));
            if (row.making() == RotationPlan.Making.BY_OPERATOR) {
                return askPerson(ready);
            }
            return OldFacts.hasAddresses(ready) ? intend(ready, held) : abort(row, addressesOf(ready));
        } catch (VenueRefusedException e) {
            return abort(row, NO_LIST + e.kinds());
        } catch (VenueUnavailableException e) {
            return Step.tryAgain(row, work.now(), "the venue cannot be asked for the list of keys", e);
        }
    }

    private static String addressesOf(Rotation row) {
        return row.is(Rotation.OLD_DEAD) ? DEAD_ADDRESSES : ADDRESSES;
    }

    /** What rotations before this one left behind may go; everything else is somebody's. */
    private Outcome full(Rotation row, List<ListedKey> list) {
        List<String> ghosts = new Leftovers(work).find(row, list);
        if (ghosts.isEmpty()) {
            return abort(row, "the account has as many keys as it may have; delete one that nobody uses");
        }
        return clear(row, ghosts);
    }

    private Outcome clear(Rotation row, List<String> ghosts) {
        return new Ghosts(work)
                .away(
                        row,
                        ghosts,
                        Step::go,
                        () -> abort(row, "the venue does not let the administering key delete what was left behind"));
    }

    private Rotation labelled(Rotation row) {
        return Labels.note(
                row, Labels.of(row, work.door().keys(row).traits().label()).orElseThrow());
    }

    private Outcome intend(Rotation row, Shelf.Held held) {
        Optional<ApiKey> chosen = KeyPairs.choose(
                row,
                java.util.Objects.requireNonNull(held.active()),
                held.next(),
                work.door().venue(row),
                work.now());
        chosen.ifPresent(key -> {
            try (key) {
                work.shelf().prepare(row, key);
            }
        });
        return pausing(row).orElseGet(() -> {
            Rotation intent =
                    row.with(Rotation.ASKED_AT, work.now().toString()).to(RotationState.CREATE_INTENT, work.now());
            work.hand().unsent(intent);
            return Step.go(intent);
        });
    }

    /** The key that a person makes may end the old one at once, whenever that is. */
    private Outcome askPerson(Rotation row) {
        return pausing(row).orElseGet(() -> new OperatorStep(work).begin(row));
    }

    /** Where a new key ends the old one, nobody trades any more before it is made; empty once that is so. */
    private Optional<Outcome> pausing(Rotation row) {
        if (!work.door().keys(row).traits().overlap() && !row.is(Rotation.PAUSED)) {
            return Optional.of(Step.go(row.with(Rotation.PAUSED, "yes")));
        }
        List<String> trading = row.is(Rotation.PAUSED) ? work.pauseTrading(row.key()) : List.of();
        return trading.isEmpty()
                ? Optional.empty()
                : Optional.of(Step.waitUntil(
                        row.with(Rotation.WAITING_FOR, trading),
                        work.now().plusSeconds(1),
                        "some still trade with the key that is to end"));
    }
}
