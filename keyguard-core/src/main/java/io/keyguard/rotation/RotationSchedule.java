/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * When keys are to be rotated. Immutable: every method returns a new one.
 *
 * <p>Defaults: due at an age between 45 and 60 days, or a week before the venue ends it; at any time of the day; one at a time. The age within that span hangs on the name of the key alone, so that keys of
 * one day do not all fall due on one day, and a key does not fall due anew whenever somebody asks. A key that somebody has seen is due at once and is held back by nothing.
 */
public final class RotationSchedule {
    private final Duration from;
    private final Duration to;
    private final Duration beforeExpiry;
    private final List<Window> quiet;
    private final List<Blackout> blackouts;
    private final int mostAtOnce;

    private record Window(LocalTime from, LocalTime to, ZoneId zone) {
        /** A window may reach over midnight. */
        boolean contains(Instant now) {
            LocalTime time = now.atZone(zone).toLocalTime();
            boolean after = !time.isBefore(from);
            boolean before = time.isBefore(to);
            return from.isBefore(to) ? after && before : after || before;
        }
    }

    private record Blackout(Instant from, Instant to, String why) {
        boolean contains(Instant now) {
            return !now.isBefore(from) && now.isBefore(to);
        }
    }

    /** Why a key is due. */
    public enum Reason {
        /** Somebody has seen it. */
        EXPOSED,
        /** Its venue ends it soon. */
        EXPIRY,
        /** It is old enough. */
        AGE,
        /** Nobody knows how old it is. */
        AGE_UNKNOWN
    }

    /**
     * What is known of a key.
     *
     * @param created when its generation was stored; empty if nobody knows
     * @param expiry when its venue ends it; empty if never, or nobody knows
     * @param exposed whether somebody has seen it
     */
    public record KeyAge(KeyId key, Optional<Instant> created, Optional<Instant> expiry, boolean exposed) {}

    /**
     * A key that is due.
     *
     * @param since since when
     * @param heldBack why it is not rotated now; empty if it may be
     */
    public record DueKey(KeyId key, Reason reason, Instant since, String heldBack) {}

    private RotationSchedule(
            Duration from,
            Duration to,
            Duration beforeExpiry,
            List<Window> quiet,
            List<Blackout> blackouts,
            int mostAtOnce) {
        this.from = from;
        this.to = to;
        this.beforeExpiry = beforeExpiry;
        this.quiet = quiet;
        this.blackouts = blackouts;
        this.mostAtOnce = mostAtOnce;
    }

    /** Returns the usual schedule. */
    public static RotationSchedule usual() {
        return new RotationSchedule(
                Duration.ofDays(45), Duration.ofDays(60), Duration.ofDays(7), List.of(), List.of(), 1);
    }

    /**
     * Returns this schedule with keys due at an age between {@code from} and {@code to}.
     *
     * @throws IllegalArgumentException if the span is empty or begins before a day
     */
    public RotationSchedule atAge(Duration from, Duration to) {
        if (from.compareTo(Duration.ofDays(1)) < 0 || to.compareTo(from) < 0) {
            throw new IllegalArgumentException(
                    "keys are due at an age of a day or more, and from the younger to the older");
        }
        return new RotationSchedule(from, to, beforeExpiry, quiet, blackouts, mostAtOnce);
    }

    /** Returns this schedule with keys due {@code before} their venue ends them. */
    public RotationSchedule beforeExpiry(Duration before) {
        return new RotationSchedule(from, to, requireNonNull(before, "before"), quiet, blackouts, mostAtOnce);
    }

    /** Returns this schedule with one more time of the day at which keys are rotated; once there is one, they are at no other. It may reach over midnight. */
    public RotationSchedule between(LocalTime from, LocalTime to, ZoneId zone) {
        return new RotationSchedule(
                this.from, this.to, beforeExpiry, with(quiet, new Window(from, to, zone)), blackouts, mostAtOnce);
    }

    /**
     * Returns this schedule with a time in which no key is rotated.
     *
     * @param why such as {@code quarterly expiry}
     */
    public RotationSchedule except(Instant from, Instant to, String why) {
        return new RotationSchedule(
                this.from, this.to, beforeExpiry, quiet, with(blackouts, new Blackout(from, to, why)), mostAtOnce);
    }

    /**
     * Returns this schedule with at most {@code most} rotations under way.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public RotationSchedule mostAtOnce(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one rotation at once");
        }
        return new RotationSchedule(from, to, beforeExpiry, quiet, blackouts, most);
    }

    private static <T> List<T> with(List<T> list, T one) {
        var more = new ArrayList<>(list);
        more.add(one);
        return List.copyOf(more);
    }

    /** Returns the age at which {@code key} is due. */
    public Duration dueAge(KeyId key) {
        var crc = new CRC32C();
        crc.update(key.value().getBytes(StandardCharsets.UTF_8));
        long span = to.minus(from).toSeconds();
        return from.plusSeconds(span == 0 ? 0 : crc.getValue() % span);
    }

    /**
     * Returns the keys that are due at {@code now}, the most urgent first.
     *
     * @param underWay how many rotations are under way
     */
    public List<DueKey> due(Collection<KeyAge> keys, int underWay, Instant now) {
        List<DueKey> due = keys.stream()
                .flatMap(key -> due(key, now).stream())
                .sorted(Comparator.comparing(DueKey::reason)
                        .thenComparing(DueKey::since)
                        .thenComparing(DueKey::key))
                .toList();
        String window = window(now);
        int room = mostAtOnce - underWay;
        var answer = new ArrayList<DueKey>();
        for (DueKey key : due) {
            // What somebody has seen waits for nothing, and takes its place from the others.
            boolean waits = key.reason() != Reason.EXPOSED;
            String why = waits ? window : "";
            if (why.isEmpty() && waits && room <= 0) {
                why = "enough rotations are under way";
            } else if (why.isEmpty()) {
                room--;
            }
            answer.add(new DueKey(key.key(), key.reason(), key.since(), why));
        }
        return answer;
    }

    /** Returns when {@code key} is due, which may be in the past or the future, and why; at {@code now} if it is due for a reason that has no time. */
    public DueKey next(KeyAge key, Instant now) {
        Optional<DueKey> due = due(key, now);
        if (due.isPresent()) {
            return due.get();
        }
        // Of a key that is not due, its age is known.
        Instant old = key.created().orElse(now).plus(dueAge(key.key()));
        return key.expiry()
                .map(end -> end.minus(beforeExpiry))
                .filter(at -> at.isBefore(old))
                .map(at -> new DueKey(key.key(), Reason.EXPIRY, at, ""))
                .orElseGet(() -> new DueKey(key.key(), Reason.AGE, old, ""));
    }

    private Optional<DueKey> due(KeyAge key, Instant now) {
        if (key.exposed()) {
            return Optional.of(new DueKey(key.key(), Reason.EXPOSED, now, ""));
        }
        Optional<Instant> ending =
                key.expiry().map(end -> end.minus(beforeExpiry)).filter(at -> !now.isBefore(at));
        if (ending.isPresent()) {
            return Optional.of(new DueKey(key.key(), Reason.EXPIRY, ending.get(), ""));
        }
        if (key.created().isEmpty()) {
            return Optional.of(new DueKey(key.key(), Reason.AGE_UNKNOWN, now, ""));
        }
        Instant old = key.created().get().plus(dueAge(key.key()));
        return now.isBefore(old) ? Optional.empty() : Optional.of(new DueKey(key.key(), Reason.AGE, old, ""));
    }

    /** Why no key is rotated at {@code now}. */
    private String window(Instant now) {
        for (Blackout blackout : blackouts) {
            if (blackout.contains(now)) {
                return "until " + blackout.to() + ": " + blackout.why();
            }
        }
        return quiet.isEmpty() || quiet.stream().anyMatch(window -> window.contains(now))
                ? ""
                : "outside the times of the day for it";
    }

    @Override
    public String toString() {
        return "RotationSchedule[" + from.toDays() + " to " + to.toDays() + " days, at most " + mostAtOnce
                + " at once]";
    }
}
