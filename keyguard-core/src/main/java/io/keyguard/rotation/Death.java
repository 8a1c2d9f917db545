/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.KeyProbe.Answer;
import io.keyguard.venue.VenueError.Kind;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether keys are dead. Venues refuse a key that is asked from another address in the words for a dead one: one refusal alone is believed only where it can mean nothing else. */
final class Death {
    /** What is known of the keys of a rotation. */
    enum Verdict {
        /** The venue refuses them, and not for the address. */
        DEAD,
        /** It accepts one, or does not answer. */
        NOT_YET,
        /** It refuses one from here, and has it in its list. */
        LISTED,
        /** It refuses them in words that may mean another address, or nobody can ask, and no list tells. */
        UNPROVEN,
        /** It lists them no more, and refuses them in words that may mean anything. */
        UNCLEAR
    }

    /** A deletion that was sent once more has had its time. */
    private static final int AGAIN = 2;

    private static final int OFTEN = 4;

    private final Work work;

    Death(Work work) {
        this.work = work;
    }

    Verdict of(Rotation row, Shelf.Held held) {
        Map<String, ApiKey> material = new TreeMap<>();
        RevokeStep.all(held).forEach(key -> material.putIfAbsent(Keys.idOf(key).value(), key));
        Map<String, VenueDoor.Said> said = new TreeMap<>();
        for (String id : RevokeStep.targets(row)) {
            ApiKey key = material.get(id);
            if (key != null) {
                VenueDoor.Said answer = work.door().ask(key);
                if (answer.answer() == Answer.ACCEPTED) {
                    return Verdict.NOT_YET;
                }
                said.put(id, answer);
            }
        }
        try {
            Optional<Set<String>> listed = listed(row);
            return listed.isPresent()
                    ? beside(row, held, material, said, listed.get())
                    : alone(row, held, material, said);
        } catch (VenueUnavailableException e) {
            return Verdict.NOT_YET;
        }
    }

    /** Whether the venue says that one of the keys lives. */
    boolean isContradicted(Rotation row, Shelf.Held held) {
        List<String> targets = RevokeStep.targets(row);
        return RevokeStep.all(held)
                        .filter(key -> targets.contains(Keys.idOf(key).value()))
                        .anyMatch(key -> work.door().ask(key).answer() == Answer.ACCEPTED)
                || listed(row).stream().flatMap(Set::stream).anyMatch(targets::contains);
    }

    /** The ids in the venue's list; empty if none is had. */
    private Optional<Set<String>> listed(Rotation row) {
        if (!work.door().administers(row)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    work.door().list(row).stream().map(key -> key.id().value()).collect(Collectors.toSet()));
        } catch (VenueRefusedException e) {
            return Optional.empty();
        }
    }

    /** Where the list is had, it and the refusal are two witnesses that do not hang on the same thing. */
    private Verdict beside(
            Rotation row,
            Shelf.Held held,
            Map<String, ApiKey> material,
            Map<String, VenueDoor.Said> said,
            Set<String> listed) {
        List<String> targets = RevokeStep.targets(row);
        if (targets.stream().anyMatch(listed::contains)) {
            return said.keySet().containsAll(targets) ? Verdict.LISTED : Verdict.NOT_YET;
        }
        Verdict verdict = Verdict.DEAD;
        for (String id : said.keySet()) {
            boolean elsewhere = mayLiveElsewhere(row, held, id, said.get(id));
            boolean early = work.now().isBefore(diesAt(row));
            boolean dead = probed(row, held, material.get(id), said.get(id)) == Answer.DEAD;
            if (dead ? elsewhere && early : !isUnclear(row, said.get(id))) {
                return Verdict.NOT_YET;
            }
            verdict = dead ? verdict : Verdict.UNCLEAR;
        }
        return verdict;
    }

    private Verdict alone(
            Rotation row, Shelf.Held held, Map<String, ApiKey> material, Map<String, VenueDoor.Said> said) {
        Verdict verdict = said.keySet().containsAll(RevokeStep.targets(row)) ? Verdict.DEAD : Verdict.UNPROVEN;
        for (Map.Entry<String, VenueDoor.Said> one : said.entrySet()) {
            boolean dead = probed(row, held, material.get(one.getKey()), one.getValue()) == Answer.DEAD;
            if (!dead && !isUnclear(row, one.getValue())) {
                return Verdict.NOT_YET;
            }
            if (!dead || mayLiveElsewhere(row, held, one.getKey(), one.getValue())) {
                verdict = Verdict.UNPROVEN;
            }
        }
        return verdict;
    }

    /**
     * Whether it is refused, for longer than a deletion takes, in words that no repetition makes clearer. A limit, maintenance or a clock pass; where other things may be meant as well, that is believed after some tries.
     */
    private boolean isUnclear(Rotation row, VenueDoor.Said said) {
        long tries = row.number(RevokeStep.TRIES);
        boolean early = tries < AGAIN && work.now().isBefore(diesAt(row));
        return !early
                && said.answer() == Answer.UNKNOWN
                && !said.kinds().isEmpty()
                && (!Passing.is(said.kinds()) || (tries >= OFTEN && !isNothingElse(said.kinds())));
    }

    /** Whether each of {@code kinds} passes by itself. */
    private static boolean isNothingElse(Set<Kind> kinds) {
        return kinds.stream().allMatch(kind -> Passing.is(Set.of(kind)));
    }

    /** By then the venue refuses what it has deleted, from wherever it is asked. */
    private Instant diesAt(Rotation row) {
        return row.since().plus(work.door().keys(row).traits().dies());
    }

    /** Whether it may be refused for the address it is asked from; of a key that was dead before anything began, that has been answered. */
    private static boolean mayLiveElsewhere(Rotation row, Shelf.Held held, String id, VenueDoor.Said said) {
        boolean answered = row.is(Rotation.OLD_DEAD) && id.equals(row.oldId());
        return said.kinds().contains(Kind.IP) && !answered && !hasSameAddresses(row, held);
    }

    /** Whether the witness may be used from the same addresses as the old key; or this one may be used from anywhere, so that no address can be why it is refused. */
    private static boolean hasSameAddresses(Rotation row, Shelf.Held held) {
        if (!OldFacts.knowsAddresses(row)) {
            return false;
        }
        Set<String> before = new HashSet<>(row.list(OldFacts.IPS));
        return before.isEmpty()
                || (witness(row, held).isPresent()
                        && before.equals(row.ips())
                        && !row.list(Rotation.UNTOLD).contains(OldFacts.ADDRESSES));
    }

    private static Optional<ApiKey> witness(Rotation row, Shelf.Held held) {
        ApiKey active = held.active();
        return active == null
                        || RevokeStep.targets(row).contains(Keys.idOf(active).value())
                ? Optional.empty()
                : Optional.of(active);
    }

    /**
     * Between two questions with another key that is accepted, if there is one: who has changed address or clock meanwhile takes no living key for dead. Where a later nonce ends the earlier ones of a key, the
     * one in use is left to bots, if there is another one to ask with.
     */
    private Answer probed(
            Rotation row, Shelf.Held held, @org.jspecify.annotations.Nullable ApiKey key, VenueDoor.Said said) {
        Optional<ApiKey> active = witness(row, held);
        if (key == null || active.isEmpty()) {
            return said.answer();
        }
        if (!work.door().hasNonces(row)) {
            return work.door().probeBeside(key, active.get());
        }
        try (ApiKey separate = work.door().separate(row).orElse(null)) {
            return work.door().probeBeside(key, separate == null ? active.get() : separate);
        }
    }
}
