/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.incident.IncidentEvent.Outcome;
import io.keyguard.internal.KeyguardExceptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What was done in answer to an incident, how long it took, and what is left to do: names and amounts only. Made from its journal, also while it is being written. Immutable. */
public final class IncidentReport {
    private final String id;
    private final List<IncidentEvent> events;
    private final List<KeyOutcome> keys;
    private final String trouble;

    private IncidentReport(String id, List<IncidentEvent> events, String trouble) {
        this.id = id;
        this.events = List.copyOf(events);
        this.trouble = trouble;
        this.keys = KeyOutcomes.of(this.events);
    }

    /** @param trouble why the journal is not whole on the disk; empty if it is */
    static IncidentReport of(String id, List<IncidentEvent> events, String trouble) {
        return new IncidentReport(
                id, events, trouble.isEmpty() ? "" : "its journal could not be written (" + trouble + ")");
    }

    /**
     * Returns the report of {@code incident} as the state directory has it.
     *
     * @throws io.keyguard.StateException if it cannot be read
     */
    public static IncidentReport read(Path state, String incident) {
        try {
            IncidentJournal.Content content = IncidentJournal.read(state, incident);
            return new IncidentReport(incident, content.events(), content.damage());
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(state, "reading the journal of an incident", e);
        }
    }

    /**
     * Returns the names of the incidents of {@code state}, the oldest first.
     *
     * @throws io.keyguard.StateException if it cannot be read
     */
    public static List<String> all(Path state) {
        try {
            return IncidentJournal.all(state);
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(state, "reading the journals of incidents", e);
        }
    }

    /** Returns the name of the incident. */
    public String id() {
        return id;
    }

    /** Returns everything that was done, in order. */
    public List<IncidentEvent> events() {
        return events;
    }

    /** Returns what became of each key. */
    public List<KeyOutcome> keys() {
        return keys;
    }

    /** Returns when the alarm came. */
    public Instant alarm() {
        return events.isEmpty() ? Instant.EPOCH : events.get(0).at();
    }

    /** Returns why, in the words of who gave the alarm. */
    public String reason() {
        return events.isEmpty() ? "" : events.get(0).detail();
    }

    /** Returns the time from the alarm until every running bot acted by the freeze; empty if not all did, or nothing was to be frozen. */
    public Optional<Duration> toFreeze() {
        return events.stream()
                .filter(event -> event.step() == IncidentStep.FREEZE && event.outcome() == Outcome.DONE)
                .map(event -> Duration.between(alarm(), event.at()))
                .findFirst();
    }

    /** Returns the time from the alarm until all was done that could be; empty if it is not over. */
    public Optional<Duration> toClose() {
        return events.stream()
                .filter(event -> event.step() == IncidentStep.CLOSED)
                .map(event -> Duration.between(alarm(), event.at()))
                .reduce((first, last) -> last);
    }

    /** Returns the times to revoke of the keys that are dead, the shortest first. */
    public List<Duration> toRevoke(boolean byHand) {
        return keys.stream()
                .filter(key -> key.byHand() == byHand)
                .flatMap(key -> key.toRevoke().stream())
                .sorted()
                .toList();
    }

    /**
     * Returns the time within which {@code share} of {@code sorted} lie, by nearest rank; empty if there are none.
     *
     * @param share above 0, at most 1
     */
    public static Optional<Duration> percentile(List<Duration> sorted, double share) {
        return sorted.isEmpty()
                ? Optional.empty()
                : Optional.of(sorted.get((int) Math.ceil(share * sorted.size()) - 1));
    }

    /** Returns whether every key is proven dead and no step stands as failed; there may be things to look at. */
    public boolean isClean() {
        return !events.isEmpty()
                && keys.stream().allMatch(key -> key.state() == KeyOutcome.State.DEAD)
                && standing().stream()
                        .noneMatch(event -> event.outcome() == Outcome.FAILED
                                || (event.step() == IncidentStep.FREEZE && event.outcome() == Outcome.BEGUN)
                                || isOfRotations(event)
                                || (event.step() == IncidentStep.SWEEP && event.outcome() == Outcome.BY_HAND));
    }

    /** Whether keys may have been made that nobody knows. */
    private static boolean isOfRotations(IncidentEvent event) {
        return event.step() == IncidentStep.REVOKE && event.key().isEmpty() && !event.isDone();
    }

    /** What was said last of each thing: what failed once may be done by now. */
    private Collection<IncidentEvent> standing() {
        var last = new LinkedHashMap<List<Object>, IncidentEvent>();
        events.forEach(event -> last.put(List.of(event.step(), event.key(), event.venue()), event));
        return last.values();
    }

    /** Returns the names of the keys that are not proven dead. */
    List<String> notDead() {
        return keys.stream()
                .filter(key -> key.state() != KeyOutcome.State.DEAD)
                .map(KeyOutcome::key)
                .toList();
    }

    /** Returns what a person has to do still, one step each, the most urgent first. */
    public List<String> next() {
        var next = new ArrayList<String>();
        standing().stream()
                .filter(event -> event.step() == IncidentStep.FREEZE && event.outcome() == Outcome.FAILED)
                .forEach(event -> next.add("Freeze: " + event.detail()));
        Stream.of(KeyOutcome.State.ALIVE, KeyOutcome.State.UNKNOWN, KeyOutcome.State.OPEN, KeyOutcome.State.DEAD)
                .forEach(state -> keys.stream()
                        .filter(key -> key.state() == state)
                        .forEach(key ->
                                key.next().forEach(step -> next.add(key.key() + " at " + key.venue() + ": " + step))));
        standing().stream()
                .filter(event -> event.step() == IncidentStep.ALARM && event.outcome() == Outcome.FAILED)
                .forEach(event -> next.add("Look for keys that came meanwhile, and 'resume': " + event.detail()));
        standing().stream()
                .filter(IncidentReport::isOfRotations)
                .forEach(event -> next.add("Rotations: " + event.detail() + "."));
        standing().stream()
                .filter(event -> event.step() == IncidentStep.TELL && event.outcome() == Outcome.FAILED)
                .forEach(event ->
                        next.add("Tell people yourself: " + event.venue() + " does not work, " + event.detail() + "."));
        standing().stream()
                .filter(event -> event.step() == IncidentStep.JOURNAL)
                .forEach(event -> next.add("Look at what could not be gone on from: " + event.detail() + "."));
        if (!trouble.isEmpty()) {
            next.add("Keep this report: " + trouble + ".");
        }
        return next;
    }

    /** Returns what was found by {@code step}, with what could not be looked at. */
    public List<IncidentEvent> found(IncidentStep step) {
        return standing().stream()
                .filter(event -> event.step() == step && event.isFinal())
                .toList();
    }

    /** Returns what each account has less of, and nobody here wanted so, and which could not be compared; empty if none was looked at. */
    public Optional<List<String>> losses() {
        List<IncidentEvent> looked = found(IncidentStep.RECONCILE);
        return looked.isEmpty()
                ? Optional.empty()
                : Optional.of(looked.stream().flatMap(IncidentReport::losses).toList());
    }

    private static Stream<String> losses(IncidentEvent event) {
        Stream<String> failed = event.isDone() ? Stream.of() : Stream.of(AccountCheck.NOT_COMPARED + event.detail());
        Stream<String> lines = event.lines().stream()
                .filter(line -> line.startsWith(AccountCheck.LOSS) || line.startsWith(AccountCheck.NOT_COMPARED))
                .map(line -> line.startsWith(AccountCheck.LOSS) ? line.substring(AccountCheck.LOSS.length()) : line);
        return Stream.concat(failed, lines).map(line -> event.venue() + ": " + line);
    }

    /** Returns the headline: how many keys are dead, and how long that took. */
    public String headline() {
        long dead = keys.stream()
                .filter(key -> key.state() == KeyOutcome.State.DEAD)
                .count();
        var text = new StringBuilder(dead + " of " + keys.size() + " keys dead");
        add(text, "time to revoke", toRevoke(false));
        add(text, "by hand", toRevoke(true));
        return text.toString();
    }

    private static void add(StringBuilder text, String what, List<Duration> times) {
        percentile(times, 0.5)
                .ifPresent(median -> text.append("; ")
                        .append(what)
                        .append(": ")
                        .append(seconds(median))
                        .append(
                                times.size() == 1
                                        ? ""
                                        : " (p50), "
                                                + seconds(
                                                        percentile(times, 0.99).orElse(median)) + " (p99)"));
    }

    static String seconds(Duration time) {
        long millis = time.toMillis();
        return millis < 60_000
                ? millis / 1000 + "." + String.format(java.util.Locale.ROOT, "%03d", millis % 1000) + " s"
                : millis / 60_000 + " min " + millis / 1000 % 60 + " s";
    }

    /** Returns all of it for people, as Markdown. */
    public String toMarkdown() {
        return new ReportMarkdown(this).text();
    }

    /** Returns all of it as one JSON object. */
    public String toJson() {
        return ReportJson.of(this);
    }

    /** Returns all of it as one page that needs nothing else, for a browser or a telephone. */
    public String toHtml() {
        return new ReportHtml(this).text();
    }

    @Override
    public String toString() {
        return "IncidentReport[" + id + ", " + headline() + "]";
    }
}
