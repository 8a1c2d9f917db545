/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import io.keyguard.internal.EventLog;
import io.keyguard.metrics.Metrics;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells alarms, the same one at the first time and then ever more rarely, but after an hour again, so that a flood is seen and hides neither another nor what comes later. What they call for is done
 * each time. Not thread-safe.
 */
final class Alarms implements WatchState.Part {
    /** Of one signal; what comes beyond is counted together. */
    private static final int MOST_SUBJECTS = 64;

    private static final Pattern CONTROLS = Pattern.compile("\\p{C}");
    private static final int LONGEST = 500;
    /** No subject is called so. */
    private static final String OTHERS = "(others)";
    /** After so long without, a subject may lose its place to another. */
    private static final Duration EXPIRES = Duration.ofDays(1);

    private static final Duration SILENCE = Duration.ofHours(1);

    /** The last of its kind, and when it was told. */
    private record Count(Alarm last, Instant told) {}

    private final String venue;
    private final String account;
    private final Reactions reactions;
    private final Metrics metrics;
    private final Consumer<Alarm> desk;
    private final Consumer<Alarm> every;
    private final Map<Signal, Map<String, Count>> counts = new TreeMap<>();
    private long raised;

    /** @param every takes also those that are only counted */
    Alarms(
            String venue,
            String account,
            Reactions reactions,
            Metrics metrics,
            Consumer<Alarm> desk,
            Consumer<Alarm> every) {
        this.metrics = metrics;
        this.venue = venue;
        this.account = account;
        this.reactions = reactions;
        this.desk = desk;
        this.every = every;
    }

    /**
     * Tells, or counts.
     *
     * @param what what makes two of them the same
     */
    void raise(Instant at, Signal signal, Optional<KeyId> key, String what, Confidence confidence, String evidence) {
        String subject = plain(what);
        Map<String, Count> ofSignal = counts.computeIfAbsent(signal, s -> new LinkedHashMap<>());
        String named = key.map(k -> k + " " + subject).orElse(subject);
        String counted = ofSignal.containsKey(named) || hasRoom(ofSignal, at) ? named : OTHERS;
        Count before = ofSignal.get(counted);
        Alarm alarm = new Alarm(
                at,
                before == null ? at : before.last().first(),
                venue,
                account,
                signal,
                key,
                counted.equals(OTHERS) ? OTHERS : subject,
                plain(evidence),
                confidence,
                signal.advice(),
                reactions.to(signal),
                before == null ? 1 : before.last().count() + 1);
        boolean rested = before == null || !at.isBefore(before.told().plus(SILENCE));
        boolean told = rested || isTold(alarm.count());
        ofSignal.put(counted, new Count(alarm, told ? at : told(before)));
        raised++;
        metrics.count(
                "keyguard.alarms",
                Map.of(
                        "venue",
                        venue,
                        "account",
                        account,
                        "signal",
                        signal.name(),
                        "reaction",
                        alarm.reaction().name()));
        react(alarm, rested);
        each(alarm);
        if (told) {
            desk.accept(alarm);
        }
        if (counted.equals(OTHERS) && signal != Signal.MEMORY_FULL) {
            full("subjects of " + signal, MOST_SUBJECTS, at);
        }
    }

    /** What rang long ago makes room. */
    private static boolean hasRoom(Map<String, Count> ofSignal, Instant now) {
        if (ofSignal.size() >= MOST_SUBJECTS) {
            ofSignal.values().removeIf(count -> count.last().at().plus(EXPIRES).isBefore(now));
        }
        return ofSignal.size() < MOST_SUBJECTS;
    }

    /** Tells that there are more than {@code size} of {@code what} at once: memory is bounded, and nobody may hide behind that. */
    void full(String what, int size, Instant at) {
        raise(
                at,
                Signal.MEMORY_FULL,
                Optional.empty(),
                what,
                Confidence.CERTAIN,
                "there are more than " + size + " " + what + " at once: of the others less is known");
    }

    private void each(Alarm alarm) {
        try {
            every.accept(alarm);
        } catch (RuntimeException | Error e) {
            EventLog.listenerFailed("of every alarm", e.getClass().getName());
        }
    }

    /** A thief chooses the names of his orders: they begin no line of a log, and steer no terminal. */
    private static String plain(String text) {
        String line = CONTROLS.matcher(text).replaceAll("?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private static Instant told(@Nullable Count before) {
        return before == null ? Instant.MIN : before.told();
    }

    /** What goes wrong there must keep nobody from signing, nor from hearing of it. */
    private void react(Alarm alarm, boolean rested) {
        try {
            reactions.react(alarm, rested);
        } catch (RuntimeException | Error e) {
            EventLog.listenerFailed("that reacts to alarms", e.getClass().getName());
        }
    }

    /** Whether it is 1, 10, 100 and so on. */
    private static boolean isTold(long count) {
        long power = count;
        while (power % 10 == 0) {
            power /= 10;
        }
        return power == 1;
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        List<Alarm> all = last();
        out.writeInt(all.size());
        for (Alarm alarm : all) {
            Saved.alarm(alarm, out);
        }
    }

    /** They go on counting from where they were. */
    @Override
    public void load(DataInputStream in) throws IOException {
        for (Alarm alarm : read(venue, account, in)) {
            String named = alarm.key().map(k -> k + " " + alarm.subject()).orElse(alarm.subject());
            counts.computeIfAbsent(alarm.signal(), s -> new LinkedHashMap<>())
                    .put(alarm.subject().equals(OTHERS) ? OTHERS : named, new Count(alarm, alarm.at()));
        }
    }

    static List<Alarm> read(String venue, String account, DataInputStream in) throws IOException {
        var all = new ArrayList<Alarm>();
        for (int left = in.readInt(); left > 0; left--) {
            all.add(Saved.alarm(venue, account, in));
        }
        return all;
    }

    /** How many were noticed since this was made. */
    long raised() {
        return raised;
    }

    /** The last alarm of each signal and subject. */
    List<Alarm> last() {
        var all = new ArrayList<Alarm>();
        counts.values().forEach(ofSignal -> ofSignal.values().forEach(count -> all.add(count.last())));
        return all;
    }
}
