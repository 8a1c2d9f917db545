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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

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
    private final Audience audience;
    /** Made with the first alarm, since most keys never see any. */
    private Map<Signal, Map<String, Count>> counts = Map.of();
    /** What the process before may not have told. */
    private Set<Alarm> untold = Set.of();

    private long raised;

    Alarms(String venue, String account, Reactions reactions, Metrics metrics, Audience audience) {
        this.metrics = metrics;
        this.venue = venue;
        this.account = account;
        this.reactions = reactions;
        this.audience = audience;
    }

    /**
     * Tells, or counts.
     *
     * @param what what makes two of them the same
     */
    void raise(Instant at, Signal signal, Optional<KeyId> key, String what, Confidence confidence, String evidence) {
        String subject = plain(what);
        Map<String, Count> ofSignal = counts(signal);
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
        boolean told = before == null || isRested(before, at) || isTold(alarm.count());
        ofSignal.put(counted, new Count(alarm, told || before == null ? at : before.told()));
        raised++;
        react(alarm);
        if (told) {
            audience.tell(alarm);
        }
        audience.record(alarm);
        count(alarm);
        if (counted.equals(OTHERS) && signal != Signal.MEMORY_FULL) {
            full("subjects of " + signal, MOST_SUBJECTS, at);
        }
    }

    private Map<String, Count> counts(Signal signal) {
        if (counts.isEmpty()) {
            counts = new TreeMap<>();
        }
        return counts.computeIfAbsent(signal, s -> new LinkedHashMap<>());
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

    /** A clock that was set back must not silence anything. */
    private static boolean isRested(Count before, Instant at) {
        return Duration.between(before.told(), at).abs().compareTo(SILENCE) >= 0;
    }

    private void count(Alarm alarm) {
        try {
            metrics.count(
                    "keyguard.alarms",
                    Map.of(
                            "venue",
                            venue,
                            "account",
                            account,
                            "signal",
                            alarm.signal().name(),
                            "reaction",
                            alarm.reaction().name()));
        } catch (RuntimeException | Error e) {
            EventLog.listenerFailed("that counts alarms", e.getClass().getName());
        }
    }

    /** A thief chooses the names of his orders: they begin no line of a log, and steer no terminal. */
    private static String plain(String text) {
        String line = CONTROLS.matcher(text).replaceAll("?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** What goes wrong there must keep nobody from signing, nor from hearing of it. */
    private void react(Alarm alarm) {
        try {
            reactions.react(alarm);
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

    /** Tells and begins what the process before may not have brought to an end. */
    void resume(Instant now) {
        untold.forEach(audience::tell);
        untold = Set.of();
        reactions.responses().resume(now);
    }

    /** Takes for untold what was told so shortly before {@code saved}, when the process died, that nobody knows whether it arrived. */
    void diedAt(Instant saved) {
        var all = new LinkedHashSet<Alarm>(untold);
        counts.values()
                .forEach(ofSignal -> ofSignal.values().stream()
                        .filter(count -> count.told().plus(Audience.ON_ITS_WAY).isAfter(saved))
                        .forEach(count -> all.add(count.last())));
        untold = all;
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        write(last(), out);
        for (Map.Entry<Signal, Map<String, Count>> ofSignal : counts.entrySet()) {
            for (Map.Entry<String, Count> one : ofSignal.getValue().entrySet()) {
                Saved.text(ofSignal.getKey().name(), out);
                Saved.text(one.getKey(), out);
                Saved.time(one.getValue().told(), out);
            }
        }
        Set<Alarm> open = new LinkedHashSet<>(untold);
        open.addAll(audience.open());
        write(List.copyOf(open), out);
    }

    private static void write(List<Alarm> all, DataOutputStream out) throws IOException {
        out.writeInt(all.size());
        for (Alarm alarm : all) {
            AlarmFile.write(alarm, out);
        }
    }

    /** They go on counting from where they were. */
    @Override
    public void load(DataInputStream in) throws IOException {
        List<Optional<Alarm>> all = readAll(venue, account, in);
        var told = new HashMap<String, Instant>();
        for (int n = 0; n < all.size(); n++) {
            told.put(in.readUTF() + " " + in.readUTF(), Saved.time(in));
        }
        all.stream().flatMap(Optional::stream).forEach(alarm -> load(alarm, told));
        untold = new LinkedHashSet<>(read(venue, account, in));
    }

    private void load(Alarm alarm, Map<String, Instant> told) {
        String subject = alarm.key().map(k -> k + " " + alarm.subject()).orElse(alarm.subject());
        String named = alarm.subject().equals(OTHERS) ? OTHERS : subject;
        Instant last = told.getOrDefault(alarm.signal() + " " + named, alarm.at());
        counts(alarm.signal()).put(named, new Count(alarm, last));
    }

    /** Those that this version knows. */
    static List<Alarm> read(String venue, String account, DataInputStream in) throws IOException {
        return readAll(venue, account, in).stream().flatMap(Optional::stream).toList();
    }

    /** One for each that was written; empty where only a newer version knows it. */
    static List<Optional<Alarm>> readAll(String venue, String account, DataInputStream in) throws IOException {
        var all = new ArrayList<Optional<Alarm>>();
        for (int left = in.readInt(); left > 0; left--) {
            all.add(AlarmFile.read(venue, account, in));
        }
        return all;
    }

    /** Grows with each that is noticed, told or answered. */
    long news() {
        return raised + audience.delivered() + reactions.responses().ended();
    }

    /** The last alarm of each signal and subject. */
    List<Alarm> last() {
        var all = new ArrayList<Alarm>();
        counts.values().forEach(ofSignal -> ofSignal.values().forEach(count -> all.add(count.last())));
        return all;
    }
}
