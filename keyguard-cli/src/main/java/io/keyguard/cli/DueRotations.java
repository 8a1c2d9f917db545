/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyId;
import io.keyguard.KeyguardException;
import io.keyguard.rotation.RotationPlan;
import io.keyguard.rotation.RotationSchedule;
import io.keyguard.rotation.RotationSchedule.DueKey;
import io.keyguard.rotation.RotationSchedule.KeyAge;
import io.keyguard.rotation.RotationStatus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** The keys that are due, and what becomes of each: what is wrong with one keeps no other from being rotated. */
final class DueRotations {
    private final RotationWork work;
    private final RotationSchedule schedule;
    private final PrintWriter alarm;
    private final Map<KeyId, KeyAge> ages = new HashMap<>();

    DueRotations(RotationWork work, RotationSchedule schedule, PrintWriter alarm) {
        this.work = work;
        this.schedule = schedule;
        this.alarm = alarm;
        work.ages(open(), alarm).forEach(age -> ages.put(age.key(), age));
    }

    private List<RotationStatus> open() {
        return work.rotations().status().stream()
                .filter(status -> !status.state().isOver())
                .toList();
    }

    private List<DueKey> due(Collection<KeyAge> keys) {
        // Who waits for a person must not keep the others from being rotated.
        int underWay = (int) open().stream().filter(work::isUnderWay).count();
        return schedule.due(keys, underWay, work.now());
    }

    /**
     * What would happen to a key.
     *
     * @param steps what would be done, or what stands against it
     * @param prepare what a person has to prepare
     */
    private record Expected(DueKey key, String venue, boolean possible, List<String> steps, List<String> prepare) {}

    /** Says what would happen, by venue, and changes nothing. */
    int foretell(Output output) {
        List<Expected> all = due(ages.values()).stream()
                .map(this::expected)
                .sorted(Comparator.comparing(Expected::venue))
                .toList();
        output.say(text(all), json -> {
            json.writeStartArray();
            for (Expected one : all) {
                json.writeStartObject();
                json.writeStringField("key", one.key().key().value());
                json.writeStringField("venue", one.venue());
                json.writeStringField("reason", one.key().reason().name());
                json.writeStringField("since", one.key().since().toString());
                json.writeStringField("heldBack", one.key().heldBack());
                json.writeBooleanField("possible", one.possible());
                RotationWords.list(json, "steps", one.steps());
                RotationWords.list(json, "prepare", one.prepare());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
        return together(all.stream()
                .map(one -> one.possible() ? ExitStatus.DONE : ExitStatus.REFUSED)
                .toList());
    }

    private Expected expected(DueKey key) {
        String venue = work.venueOf(key.key());
        try {
            RotationPlan plan = work.plan(key.key());
            List<String> steps = work.rotations().preview(plan);
            boolean possible = steps.stream().noneMatch(step -> step.startsWith("cannot"));
            return new Expected(key, venue, possible, steps, work.rotations().preparations(plan));
        } catch (KeyguardException | IllegalArgumentException e) {
            return new Expected(key, venue, false, List.of("cannot begin: " + e.getMessage()), List.of());
        }
    }

    private static String text(List<Expected> all) {
        var lines = new ArrayList<String>();
        String venue = "";
        for (Expected one : all) {
            if (!one.venue().equals(venue)) {
                venue = one.venue();
                lines.add(venue);
            }
            DueKey key = one.key();
            lines.add("  " + key.key() + ": " + key.reason() + " since " + key.since()
                    + (key.heldBack().isEmpty() ? "" : "; not now: " + key.heldBack()));
            one.steps().forEach(step -> lines.add("    " + step));
            one.prepare().forEach(step -> lines.add("    prepare - " + step));
        }
        return lines.isEmpty() ? "no key is due" : String.join(System.lineSeparator(), lines);
    }

    /** Goes on with what is under way, then rotates what nothing holds back, one after the other, and in the end looks what was left at the venues. */
    int rotate(ToIntFunction<RotationStatus> finished) {
        var ends = new ArrayList<Integer>();
        Set<KeyId> mine = work.names();
        open().stream()
                .map(RotationStatus::key)
                .distinct()
                .filter(mine::contains)
                .forEach(key -> ends.add(tried(key, "not gone on with", () -> goneOn(key, finished))));
        for (DueKey key : due(ages.values())) {
            // One after the other takes its time: a window may have ended, and room may have come.
            String heldBack =
                    due(List.of(requireNonNull(ages.get(key.key())))).get(0).heldBack();
            if (heldBack.isEmpty()) {
                ends.add(tried(
                        key.key(),
                        "not rotated",
                        () -> finished.applyAsInt(work.rotations().run(work.plan(key.key())))));
            } else {
                say(key.key() + " is due and was not rotated now: " + heldBack);
                ends.add(ExitStatus.LATER);
            }
        }
        sweep(mine);
        return together(ends);
    }

    private int goneOn(KeyId key, ToIntFunction<RotationStatus> finished) {
        RotationStatus status = work.rotations().resume(key);
        boolean stands = status.next().isEmpty() && !status.state().isOver();
        if (stands || !status.todo().isEmpty()) {
            say(key + " waits for somebody: " + status);
        }
        return finished.applyAsInt(status);
    }

    /** Once for each account, however many keys of it there are. */
    private void sweep(Set<KeyId> keys) {
        Map<String, KeyId> accounts = new TreeMap<>();
        keys.forEach(key -> accounts.putIfAbsent(work.accountOf(key), key));
        Set<KeyId> busy = open().stream().map(RotationStatus::key).collect(Collectors.toSet());
        accounts.forEach((account, key) -> {
            if (!busy.contains(key)) {
                swept(account, key);
            }
        });
    }

    private void swept(String account, KeyId key) {
        try {
            work.sweepable(key).map(work.rotations()::sweep).ifPresent(sweep -> {
                tell(account, "deleted what a rotation had left behind: ", sweep.deleted());
                tell(account, "a rotation has left behind, and it was not deleted: ", sweep.kept());
                tell(account, "keys that nobody knows: ", sweep.unknown());
            });
        } catch (KeyguardException | IllegalArgumentException e) {
            say(account + " was not looked through: " + e.getMessage());
        }
    }

    private void tell(String account, String what, List<String> keys) {
        if (!keys.isEmpty()) {
            say(account + ": " + what + keys);
        }
    }

    private int tried(KeyId key, String failed, IntSupplier work) {
        try {
            return work.getAsInt();
        } catch (RuntimeException e) {
            // Only these have messages that hold names alone.
            boolean safe = e instanceof KeyguardException || e instanceof IllegalArgumentException;
            say(key + " was " + failed + ": "
                    + (safe ? e.getMessage() : e.getClass().getSimpleName()));
            return ExitStatus.REFUSED;
        }
    }

    private void say(String what) {
        alarm.println("keyguard: " + what);
        alarm.flush();
    }

    /** One status for all of them. */
    static int together(List<Integer> ends) {
        boolean failed = ends.contains(ExitStatus.REFUSED);
        if (failed && ends.stream().anyMatch(end -> end != ExitStatus.REFUSED)) {
            return ExitStatus.PARTIAL;
        }
        return failed ? ExitStatus.REFUSED : ends.contains(ExitStatus.LATER) ? ExitStatus.LATER : ExitStatus.DONE;
    }
}
