/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.KeyId;
import io.keyguard.KeyguardException;
import io.keyguard.incident.IncidentEvent.Outcome;
import io.keyguard.internal.EventLog;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.rotation.RotationHold;
import io.keyguard.venue.VenueKeyId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers an incident: freezes, cancels, revokes, proves it, and looks at what is left, for every key at the same time, so that a venue that is down holds up no other. What is done is kept in the state
 * directory, where that can be written, and goes on after a crash from where it stopped. Thread-safe, to be run once.
 */
public final class Responder {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final int QUIET_SECONDS = 3;
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final String IN_THE_MIDDLE =
            "a rotation is in the middle of a step: look for keys that it makes, and 'resume'";
    private static final String NOT_KNOWN =
            "what was to be frozen is not known, as it did not come so far before: 'keyguard freeze' it";
    private static final String CAME = "keys that came meanwhile";
    private static final String LOOK_AGAIN = "whether keys came meanwhile is not known: ";

    private final Path state;
    private final List<ExposedKey> keys;
    private final List<UnreachableKey> unreachable;
    private final Supplier<List<ExposedKey>> more;
    private final List<FreezeScope> scopes;
    private final List<Freeze> set;
    private final String name;
    private final @Nullable Instant begun;
    private final List<Investigation> investigations;
    private final String by;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final Pause pause;
    private final Executor executor;
    private final ResponseLimits limits;
    private final Consumer<IncidentEvent> listener;
    private final Notices notices;
    private final Witnesses witnesses = new Witnesses();

    private Responder(Builder builder) {
        this.state = builder.state;
        this.keys = List.copyOf(builder.keys);
        this.unreachable = List.copyOf(builder.unreachable);
        this.more = builder.more;
        this.scopes = List.copyOf(builder.scopes);
        this.set = List.copyOf(builder.set);
        this.name = builder.name;
        this.begun = builder.begun;
        this.investigations = List.copyOf(builder.investigations);
        this.by = builder.by;
        this.clock = builder.clock;
        this.ticker = builder.ticker;
        this.pause = builder.pause;
        this.executor = builder.executor;
        this.limits = builder.limits;
        this.listener = builder.listener;
        this.notices = builder.notices;
    }

    /** Returns a builder of an answer that is kept in the state directory {@code state}. */
    public static Builder builder(Path state) {
        return new Builder(state);
    }

    /**
     * Begins the answer to a new incident, and returns when nothing is left that can be done from here.
     *
     * @param reason why, in a line for whoever reads it at night
     */
    public IncidentReport start(String reason) {
        Instant alarm = begun == null ? clock.instant() : begun;
        return run(name.isEmpty() ? newName(alarm) : name, reason, alarm, false);
    }

    /** Returns a name for a new incident, for {@link Builder#begun}. */
    public static String newName(Instant alarm) {
        return NAME.format(alarm) + "-" + Freeze.newId().substring(0, 8);
    }

    /** When an incident began whose journal does not say so any more. */
    private static Instant begun(String incident, Instant otherwise) {
        try {
            return NAME.parse(incident.substring(0, Math.max(0, incident.indexOf('-'))), Instant::from);
        } catch (DateTimeParseException e) {
            return otherwise;
        }
    }

    /**
     * Goes on with the answer to {@code incident}: what is done is not done again, what was given up is tried again.
     *
     * @throws io.keyguard.StateException if another process is at it
     */
    public IncidentReport resume(String incident) {
        return run(incident, "", clock.instant(), true);
    }

    private IncidentReport run(String id, String reason, Instant alarm, boolean resumes) {
        RotationHold hold = holdRotations(id);
        IncidentReport report = answer(id, reason, alarm, hold, resumes);
        // Not where it ended otherwise: who takes it over lets them go on.
        if (hold != null) {
            letGoOn(hold);
        }
        return report;
    }

    private static void letGoOn(RotationHold hold) {
        try {
            hold.close();
        } catch (KeyguardException e) {
            // The report counts for more; whoever rotates is told what to remove.
            EventLog.stateUnwritable(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable RotationHold holdRotations(String id) {
        try {
            return RotationHold.set(state, id, clock.instant());
        } catch (KeyguardException | IllegalArgumentException e) {
            // Without a state directory nobody rotates by it; to end keys counts for more.
            return null;
        }
    }

    private IncidentReport answer(
            String id, String reason, Instant alarm, @Nullable RotationHold hold, boolean resumes) {
        try (var telling = new Telling(
                        id,
                        notices,
                        limits.call(),
                        CompletableFuture.delayedExecutor(QUIET_SECONDS, TimeUnit.SECONDS));
                IncidentJournal journal = IncidentJournal.open(state, id, telling.and(listener))) {
            if (journal.events().isEmpty()) {
                String why = new Freeze("", FreezeScope.all(), alarm, by, reason).reason();
                say(journal, resumes ? begun(id, alarm) : alarm, IncidentStep.ALARM, Outcome.DONE, why, names());
            }
            if (!journal.damage().isEmpty()) {
                say(journal, clock.instant(), IncidentStep.JOURNAL, Outcome.AGAIN, journal.damage(), List.of());
            }
            unreachable.forEach(key -> key.say(journal, clock.instant()));
            List<ExposedKey> known = known(journal);
            CompletableFuture<Void> frozen = freeze(journal, resumes);
            addNew(journal);
            // People take their time; what a rotation has made by now must not wait for that.
            List<CompletableFuture<Void>> first = begin(journal, known, frozen);
            first.addAll(endPredecessors(journal));
            boolean quiet = hold == null || hold.awaitQuiet(limits.followers());
            endFresh(journal, frozen);
            join(first);
            if (!quiet) {
                say(journal, clock.instant(), IncidentStep.REVOKE, Outcome.AGAIN, IN_THE_MIDDLE, List.of());
                endFresh(journal, frozen);
            } else if (journal.last(IncidentStep.REVOKE, "").isPresent() && !journal.isDone(IncidentStep.REVOKE, "")) {
                say(journal, clock.instant(), IncidentStep.REVOKE, Outcome.DONE, "no rotation is under way", List.of());
            }
            investigate(journal);
            List<IncidentEvent> done = journal.events();
            if (done.get(done.size() - 1).step() != IncidentStep.CLOSED) {
                telling.end(IncidentReport.of(id, done, journal.trouble()), clock.instant())
                        .forEach(journal::add);
                say(journal, clock.instant(), IncidentStep.CLOSED, Outcome.DONE, "", List.of());
            }
            return IncidentReport.of(id, journal.events(), journal.trouble());
        }
    }

    /** But for those that took the place of another: whoever resumes finds them under its name, and they are in nobody else's hands, unless the journal has them under another one. */
    private List<ExposedKey> known(IncidentJournal journal) {
        Map<String, String> ids = KeyOutcomes.ids(journal.events());
        Set<String> names = keys.stream().map(Responder::name).collect(Collectors.toSet());
        return keys.stream()
                .flatMap(key -> predecessor(ids, key).isEmpty()
                        ? Stream.of(key)
                        : nameBefore(ids, key)
                                .filter(name -> !names.contains(name))
                                .map(name -> key.under(KeyId.of(name.split(" ", 2)[0])))
                                .stream())
                .toList();
    }

    /** The name under which a journal has a key that has another one by now, as a key that replaces others has. */
    private static Optional<String> nameBefore(Map<String, String> ids, ExposedKey key) {
        return ids.entrySet().stream()
                .filter(one -> one.getValue().equals(key.atVenue().value()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Optional<VenueKeyId> predecessor(Map<String, String> ids, ExposedKey key) {
        return Optional.ofNullable(ids.get(name(key)))
                .filter(id -> ID.matcher(id).matches())
                .map(VenueKeyId::new)
                .filter(id -> !id.equals(key.atVenue()));
    }

    private List<CompletableFuture<Void>> endPredecessors(IncidentJournal journal) {
        Map<String, String> ids = KeyOutcomes.ids(journal.events());
        var outside = new Outside(executor, limits.call(), ticker, pause);
        var all = new ArrayList<CompletableFuture<Void>>();
        for (ExposedKey key : keys) {
            predecessor(ids, key)
                    .map(old -> new Predecessor(key, old, nameBefore(ids, key).isPresent(), journal, outside, clock))
                    .ifPresent(old -> all.add(CompletableFuture.runAsync(old::end, executor)));
        }
        return all;
    }

    /** Those of a resumed answer that its journal does not name, such as what a rotation put aside since. */
    private void addNew(IncidentJournal journal) {
        Set<String> known = KeyOutcomes.names(journal.events());
        List<ExposedKey> others =
                keys.stream().filter(key -> !known.contains(name(key))).toList();
        if (!others.isEmpty()) {
            say(journal, clock.instant(), IncidentStep.ALARM, Outcome.DONE, CAME, names(others));
        }
    }

    private void endFresh(IncidentJournal journal, CompletableFuture<Void> frozen) {
        for (List<ExposedKey> more = fresh(journal); !more.isEmpty(); more = fresh(journal)) {
            say(journal, clock.instant(), IncidentStep.ALARM, Outcome.DONE, CAME, names(more));
            join(begin(journal, more, frozen));
        }
    }

    private List<CompletableFuture<Void>> begin(
            IncidentJournal journal, List<ExposedKey> some, CompletableFuture<Void> frozen) {
        var outside = new Outside(executor, limits.call(), ticker, pause);
        var all = new ArrayList<CompletableFuture<Void>>();
        all.add(frozen);
        for (ExposedKey key : some) {
            all.add(CompletableFuture.runAsync(() -> end(journal, key, outside), executor));
        }
        return all;
    }

    /** Whatever breaks with one key, the others and the report count for more. */
    private void end(IncidentJournal journal, ExposedKey key, Outside outside) {
        try {
            new KeyResponse(key, journal, outside, limits, clock, witnesses).run();
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            journal.add(new IncidentEvent(
                    clock.instant(),
                    IncidentStep.PROBE,
                    Outcome.FAILED,
                    key.venue().id(),
                    key.id().value(),
                    "ending it failed with " + e.getClass().getName(),
                    List.of()));
        }
    }

    /** What is as exposed as the others, and was not there when the answer began. */
    private List<ExposedKey> fresh(IncidentJournal journal) {
        Set<String> known = KeyOutcomes.names(journal.events());
        keys.forEach(key -> known.add(name(key)));
        try {
            List<ExposedKey> fresh = more.get().stream()
                    .filter(key -> !known.contains(name(key)))
                    .toList();
            boolean wasUnknown = journal.last(IncidentStep.ALARM, "")
                    .map(event -> event.outcome() == Outcome.FAILED)
                    .orElse(false);
            if (wasUnknown && fresh.isEmpty()) {
                say(journal, clock.instant(), IncidentStep.ALARM, Outcome.DONE, "no key came meanwhile", List.of());
            }
            return fresh;
        } catch (KeyguardException e) {
            say(journal, clock.instant(), IncidentStep.ALARM, Outcome.FAILED, LOOK_AGAIN + e.getMessage(), List.of());
            return List.of();
        }
    }

    private static String name(ExposedKey key) {
        return key.id() + " " + key.venue().id();
    }

    private static List<String> names(List<ExposedKey> some) {
        return some.stream().map(key -> name(key) + " " + key.atVenue()).toList();
    }

    private List<String> names() {
        var names = new ArrayList<>(names(keys));
        unreachable.forEach(key -> names.add(key.key() + " " + key.venue()));
        return names;
    }

    private static void say(
            IncidentJournal journal,
            Instant at,
            IncidentStep step,
            Outcome outcome,
            String detail,
            List<String> lines) {
        journal.add(new IncidentEvent(at, step, outcome, "", "", detail, lines));
    }

    /** All of them: what fails in one place is thrown when the others are done. */
    private static void join(List<CompletableFuture<Void>> all) {
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    // Freeze

    private CompletableFuture<Void> freeze(IncidentJournal journal, boolean resumes) {
        if (journal.isDone(IncidentStep.FREEZE, "")) {
            return CompletableFuture.completedFuture(null);
        }
        List<Freeze> before = begunBefore(journal);
        List<Freeze> freezes = before.isEmpty() ? toSet() : before;
        if (freezes.isEmpty()) {
            // It stands before the first step of any key.
            if (resumes && journal.events().stream().noneMatch(event -> event.step() == IncidentStep.CANCEL)) {
                say(journal, clock.instant(), IncidentStep.FREEZE, Outcome.FAILED, NOT_KNOWN, List.of());
            }
            return CompletableFuture.completedFuture(null);
        }
        if (before.isEmpty()) {
            say(journal, clock.instant(), IncidentStep.FREEZE, Outcome.BEGUN, "", texts(freezes));
        }
        try {
            Freezes.in(state, "").set(freezes);
        } catch (KeyguardException e) {
            // Revoking is what counts; it goes on.
            say(
                    journal,
                    clock.instant(),
                    IncidentStep.FREEZE,
                    Outcome.FAILED,
                    String.valueOf(e.getMessage()),
                    List.of());
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(() -> follow(journal, freezes), executor);
    }

    private List<Freeze> toSet() {
        var all = new ArrayList<>(set);
        scopes.forEach(scope -> all.add(Freeze.now(scope, clock.instant(), by, "an incident")));
        return all;
    }

    /** The same freezes as before the crash, so that none is set twice. */
    private static List<Freeze> begunBefore(IncidentJournal journal) {
        var freezes = new ArrayList<Freeze>();
        journal.events().stream()
                .filter(event -> event.step() == IncidentStep.FREEZE && event.outcome() == Outcome.BEGUN)
                .reduce((first, second) -> second)
                .ifPresent(event -> event.lines().forEach(line -> {
                    try {
                        freezes.add(Freeze.of(line.getBytes(StandardCharsets.UTF_8)));
                    } catch (IOException e) {
                        throw KeyguardExceptions.stateUnusable(null, "reading what was frozen", e);
                    }
                }));
        return freezes;
    }

    private static List<String> texts(List<Freeze> freezes) {
        return freezes.stream()
                .map(freeze -> new String(freeze.toJson(), StandardCharsets.UTF_8))
                .toList();
    }

    private void follow(IncidentJournal journal, List<Freeze> freezes) {
        var outside = new Outside(executor, limits.call(), ticker, pause);
        Outside.Deadline end = outside.in(limits.followers());
        List<String> behind;
        try {
            behind = behind(freezes);
            while (!behind.isEmpty() && !end.isOver()) {
                outside.pause(LOOK);
                behind = behind(freezes);
            }
        } catch (KeyguardException e) {
            behind = List.of("it is not known which: " + e.getMessage());
        }
        say(
                journal,
                clock.instant(),
                IncidentStep.FREEZE,
                behind.isEmpty() ? Outcome.DONE : Outcome.FAILED,
                behind.isEmpty()
                        ? "every running bot follows"
                        : "these processes have not followed; stop them: " + String.join(", ", behind),
                List.of());
    }

    private List<String> behind(List<Freeze> freezes) {
        Freezes all = Freezes.in(state, "");
        return freezes.stream()
                .flatMap(freeze -> all.followers(freeze).entrySet().stream())
                .filter(process -> !process.getValue())
                .map(Map.Entry::getKey)
                .distinct()
                .toList();
    }

    // Look

    private void investigate(IncidentJournal journal) {
        var all = new ArrayList<CompletableFuture<Void>>();
        for (Investigation one : investigations) {
            if (!isOver(journal.events(), one)) {
                all.add(CompletableFuture.runAsync(() -> look(journal, one), executor));
            }
        }
        join(all);
    }

    /** What was found in files stays there; what an account held counts only since the last key of the incident is done with. */
    private static boolean isOver(List<IncidentEvent> events, Investigation one) {
        boolean compares = one.step() == IncidentStep.RECONCILE;
        boolean over = false;
        for (IncidentEvent event : events) {
            if (event.step() == one.step() && event.venue().equals(one.subject())) {
                over = event.isDone()
                        && event.lines().stream().noneMatch(line -> line.startsWith(AccountCheck.NOT_COMPARED));
            } else if (compares && event.step() == IncidentStep.PROBE && event.isFinal()) {
                over = false;
            }
        }
        return over;
    }

    private void look(IncidentJournal journal, Investigation one) {
        var outside = new Outside(executor, limits.investigation(), ticker, pause);
        Outcome outcome = Outcome.DONE;
        String failed = "";
        List<String> found = Collections.synchronizedList(new ArrayList<>());
        try {
            outside.call(one.subject(), () -> {
                try {
                    one.look(found::add);
                    return true;
                } catch (KeyguardException e) {
                    throw e;
                } catch (Exception e) {
                    throw KeyguardExceptions.unavailable(
                            one.subject(), "looking failed with " + e.getClass().getName(), null);
                }
            });
        } catch (KeyguardException e) {
            outcome = Outcome.FAILED;
            failed = e.getMessage() + "; ";
        } catch (LinkageError | VirtualMachineError e) {
            // A search of what somebody prepared must not cost the report.
            outcome = Outcome.FAILED;
            failed = "looking failed with " + e.getClass().getName() + "; ";
        }
        // What has run out of time may still be looking.
        List<String> lines = List.of(found.toArray(new String[0]));
        String detail = failed + (lines.isEmpty() ? "nothing to look at" : lines.size() + " things to look at");
        journal.add(new IncidentEvent(clock.instant(), one.step(), outcome, one.subject(), "", detail, lines));
    }

    @Override
    public String toString() {
        return "Responder[" + keys + "]";
    }

    /**
     * Builds responders. Defaults: nothing is frozen, {@link ResponseLimits#usual()}, a thread for each thing that is done at the same time, the system's clock. Not thread-safe.
     */
    public static final class Builder {
        private final Path state;
        private final List<ExposedKey> keys = new ArrayList<>();
        private final List<UnreachableKey> unreachable = new ArrayList<>();
        private Supplier<List<ExposedKey>> more = List::of;
        private final List<FreezeScope> scopes = new ArrayList<>();
        private final List<Freeze> set = new ArrayList<>();
        private String name = "";
        private @Nullable Instant begun;
        private final List<Investigation> investigations = new ArrayList<>();
        private String by = "keyguard";
        private InstantSource clock = InstantSource.system();
        private LongSupplier ticker = System::nanoTime;
        private Pause pause = Pause.real();
        // Not the common pool: who waits there for a call may be made to do it himself, and then no limit holds.
        private Executor executor = Builder::begin;
        private ResponseLimits limits = ResponseLimits.usual();
        private Consumer<IncidentEvent> listener = event -> {};
        private Notices notices = Notices.none();

        private Builder(Path state) {
            this.state = requireNonNull(state, "state");
        }

        private static void begin(Runnable task) {
            var thread = new Thread(task, "keyguard-incident");
            thread.setDaemon(true);
            thread.start();
        }

        /** Adds a key that is to end. */
        @CanIgnoreReturnValue
        public Builder key(ExposedKey key) {
            keys.add(requireNonNull(key, "key"));
            return this;
        }

        /**
         * Adds a key that is to end, and that nothing here can do anything about: it stands in the report as one that a person has to see to, and never as dead.
         *
         * @param why in words
         */
        @CanIgnoreReturnValue
        public Builder unreachable(KeyId key, String venue, String why) {
            unreachable.add(new UnreachableKey(key.value(), venue, why));
            return this;
        }

        /** Sets who is asked, before the answer ends, for keys that are to end too and may have come meanwhile; it may name those that are known. */
        @CanIgnoreReturnValue
        public Builder more(Supplier<List<ExposedKey>> more) {
            this.more = requireNonNull(more, "more");
            return this;
        }

        /** Freezes what {@code scope} names, first of all. */
        @CanIgnoreReturnValue
        public Builder freeze(FreezeScope scope) {
            scopes.add(requireNonNull(scope, "scope"));
            return this;
        }

        /**
         * Says what was done before anything had to be asked for.
         *
         * @param name a new one, under which rotations may have been stopped already
         * @param alarm when it began
         * @param frozen what is frozen already
         */
        @CanIgnoreReturnValue
        public Builder begun(String name, Instant alarm, List<Freeze> frozen) {
            this.name = requireNonNull(name, "name");
            this.begun = requireNonNull(alarm, "alarm");
            set.addAll(frozen);
            return this;
        }

        /** Adds what is looked at in the end. */
        @CanIgnoreReturnValue
        public Builder investigation(Investigation investigation) {
            investigations.add(requireNonNull(investigation, "investigation"));
            return this;
        }

        /** Sets who does this, as a name. */
        @CanIgnoreReturnValue
        public Builder by(String by) {
            this.by = requireNonNull(by, "by");
            return this;
        }

        /** Sets the clock of the journal. */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /** Sets what limits are measured with, in nanoseconds, and what lets time pass. */
        @CanIgnoreReturnValue
        public Builder time(LongSupplier ticker, Pause pause) {
            this.ticker = requireNonNull(ticker, "ticker");
            this.pause = requireNonNull(pause, "pause");
            return this;
        }

        /** Sets where things are done at the same time: two threads for each key, or those that wait hold up others. It stays the caller's. */
        @CanIgnoreReturnValue
        public Builder executor(Executor executor) {
            this.executor = requireNonNull(executor, "executor");
            return this;
        }

        /** Sets for how long what is tried. */
        @CanIgnoreReturnValue
        public Builder limits(ResponseLimits limits) {
            this.limits = requireNonNull(limits, "limits");
            return this;
        }

        /** Sets who is told of each line of the journal, on the thread that does it; it must not throw. */
        @CanIgnoreReturnValue
        public Builder listener(Consumer<IncidentEvent> listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        /** Sets by what people are told that it began, what they have to do, and how it ended; it stays the caller's to close. Whoever could not be told is in the report. */
        @CanIgnoreReturnValue
        public Builder notices(Notices notices) {
            this.notices = requireNonNull(notices, "notices");
            return this;
        }

        /** Returns the responder. */
        public Responder build() {
            return new Responder(this);
        }
    }
}
