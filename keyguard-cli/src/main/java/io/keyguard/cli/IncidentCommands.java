/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyId;
import io.keyguard.KeyguardException;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.incident.Freeze;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.Freezes;
import io.keyguard.incident.IncidentEvent;
import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.KeyOutcome;
import io.keyguard.incident.Notice;
import io.keyguard.incident.Notices;
import io.keyguard.incident.NotifierHealth;
import io.keyguard.incident.Responder;
import io.keyguard.incident.ResponseLimits;
import io.keyguard.rotation.RotationHold;
import io.keyguard.rotation.Rotations;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.HttpTransport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keyguard incident …}. */
@Command(
        name = "incident",
        description = {
            "Answers an incident: freezes, cancels, revokes, proves it, and reports. What is done is kept, and goes on after a crash with 'resume'.",
            "",
            "  keyguard incident start state --vault bot.vault --admin-vault break-glass.vault --venue binance"
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class IncidentCommands {
    private static final Duration CALL = Duration.ofSeconds(3);

    private final Desk desk;

    @Spec
    private @Nullable CommandSpec command;

    IncidentCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(
            description = {
                "Freezes what is named, cancels its orders, has its keys deleted, tries them until they are refused, and reports.",
                "Progress is shown as it happens; the report is kept in STATE/incidents. Ends with 0 if every key is dead and every step was done, 1 if not."
            },
            mixinStandardHelpOptions = true)
    int start(
            @Parameters(paramLabel = "STATE", description = "the state directory of the bots") Path state,
            @Mixin FreezeOptions what,
            @Mixin IncidentKeys.Options from,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "why, for whoever reads it")
                    String reason,
            @Mixin Patience patience,
            @Mixin Looking looking,
            @Mixin NoticeOptions notices,
            @Mixin Output output) {
        List<FreezeScope> scopes = what.scopes();
        Instant alarm = InstantSource.system().instant();
        String incident = Responder.newName(alarm);
        // Neither needs a secret, so neither waits for one.
        List<Freeze> frozen = freeze(state, scopes, alarm);
        Optional<RotationHold> hold = stopRotations(state, incident, alarm);
        var answering = new AtomicBoolean();
        try {
            return start(state, scopes, from, patience, looking, notices, output, responder -> {
                answering.set(true);
                left(scopes, frozen).forEach(responder::freeze);
                return responder.begun(incident, alarm, frozen).build().start(reason);
            });
        } finally {
            // An answer that stopped in the middle keeps it, until somebody goes on with it.
            if (!answering.get()) {
                hold.ifPresent(RotationHold::close);
            }
        }
    }

    private List<Freeze> freeze(Path state, List<FreezeScope> scopes, Instant alarm) {
        var frozen = new ArrayList<Freeze>();
        for (FreezeScope scope : scopes) {
            try {
                frozen.add(Freezes.in(state, "").freeze(scope, alarm, FreezeCommands.user(), "an incident"));
                say("frozen: " + scope);
            } catch (KeyguardException e) {
                say("NOT FROZEN, and tried again: " + scope + ": " + e.getMessage());
            }
        }
        return frozen;
    }

    /** Those that could not be frozen at once. */
    private static List<FreezeScope> left(List<FreezeScope> scopes, List<Freeze> frozen) {
        Set<FreezeScope> done = frozen.stream().map(Freeze::scope).collect(Collectors.toSet());
        return scopes.stream().filter(scope -> !done.contains(scope)).toList();
    }

    /** Before the vault is read: what a rotation puts in the place of a key meanwhile would be overlooked. */
    private Optional<RotationHold> stopRotations(Path state, String incident, Instant alarm) {
        try {
            RotationHold hold = RotationHold.set(state, incident, alarm);
            if (!hold.awaitQuiet(CALL)) {
                say("a rotation is in the middle of a step; keys that it makes are looked for in the end");
            }
            return Optional.of(hold);
        } catch (KeyguardException e) {
            // The answer tries again, and goes on without.
            return Optional.empty();
        }
    }

    private int start(
            Path state,
            List<FreezeScope> scopes,
            IncidentKeys.Options from,
            Patience patience,
            Looking looking,
            NoticeOptions notices,
            Output output,
            Run run) {
        Predicate<ApiKey> named = key -> scopes.stream().anyMatch(scope -> covers(scope, key));
        Map<KeyId, KeyId> aside = aside(state);
        try (IncidentKeys keys = from.open(desk, HttpTransport.jdk(CALL))) {
            Set<KeyId> chosen = keys.stored(named).stream().map(ApiKey::id).collect(Collectors.toSet());
            Predicate<ApiKey> which = named.or(key -> {
                KeyId owner = aside.get(key.id());
                return owner != null && chosen.contains(owner);
            });
            if (keys.stored(which).isEmpty()) {
                throw new IllegalArgumentException("the vault has no such key; nothing but the freeze was done");
            }
            return answer(state, keys, which, chosen, patience, looking, notices, output, run);
        }
    }

    /** What rotations under way keep aside is as exposed as the key itself. An incident goes on without, if their journal is damaged. */
    private Map<KeyId, KeyId> aside(Path state) {
        try {
            return Rotations.aside(state);
        } catch (KeyguardException e) {
            PrintWriter progress = requireNonNull(command).commandLine().getErr();
            progress.println("look yourself for keys called rotation-… in the vault: " + e.getMessage());
            progress.flush();
            return Map.of();
        }
    }

    private static boolean covers(FreezeScope scope, ApiKey key) {
        return scope.kind() == FreezeScope.Kind.STRATEGY
                ? key.strategies().contains(scope.name())
                : scope.covers(key.id(), key.venue(), "");
    }

    @Command(
            description =
                    "Goes on with an answer that stopped: after a crash, or once a person has deleted what only a person can. Its keys are those of its journal; where that does not say, name them as for 'start'.",
            mixinStandardHelpOptions = true)
    int resume(
            @Parameters(index = "0", paramLabel = "STATE", description = "the state directory of the bots") Path state,
            @Parameters(
                            index = "1",
                            arity = "0..1",
                            paramLabel = "INCIDENT",
                            description = "the newest if it is left out")
                    @Nullable
                    String incident,
            @Mixin FreezeOptions what,
            @Mixin IncidentKeys.Options from,
            @Mixin Patience patience,
            @Mixin Looking looking,
            @Mixin NoticeOptions notices,
            @Mixin Output output) {
        String id = named(state, incident);
        Set<String> names = names(state, id);
        List<FreezeScope> scopes = what.isAny() ? what.scopes() : List.of();
        if (names.isEmpty() && scopes.isEmpty()) {
            throw new IllegalArgumentException(
                    "the incident " + id
                            + " stopped before its first step, or its journal does not say of which keys it is: say --key, --strategy, --venue or --all");
        }
        Predicate<ApiKey> named =
                key -> names.contains(key.id().value()) || scopes.stream().anyMatch(scope -> covers(scope, key));
        Map<KeyId, KeyId> aside = aside(state);
        try (IncidentKeys keys = from.open(desk, HttpTransport.jdk(CALL))) {
            Set<KeyId> chosen = names.stream().map(KeyId::of).collect(Collectors.toSet());
            keys.stored(named).forEach(key -> chosen.add(key.id()));
            Predicate<ApiKey> which = named.or(key -> {
                KeyId owner = aside.get(key.id());
                return owner != null && chosen.contains(owner);
            });
            return answer(state, keys, which, chosen, patience, looking, notices, output, responder -> {
                scopes.forEach(responder::freeze);
                return responder.build().resume(id);
            });
        }
    }

    /** The keys that the journal names; none where it is lost, which must not keep them alive. */
    private Set<String> names(Path state, String id) {
        try {
            return IncidentReport.read(state, id).keys().stream()
                    .map(KeyOutcome::key)
                    .collect(Collectors.toSet());
        } catch (KeyguardException e) {
            say("the journal of the incident cannot be read: " + e.getMessage());
            return Set.of();
        }
    }

    /** How long to try. */
    static final class Patience {
        @Option(
                names = "--by-hand",
                paramLabel = "MINUTES",
                defaultValue = "30",
                description = "how long to try keys that a person is to delete; 30 if it is left out")
        private long byHand = 30;

        private ResponseLimits limits() {
            return ResponseLimits.usual().call(CALL.plusSeconds(1)).byHand(Duration.ofMinutes(byHand));
        }
    }

    /** Where to look in the end. */
    static final class Looking {
        @Mixin
        private ExposureSearch.Options where = new ExposureSearch.Options();

        @Mixin
        private OwnOrdersOption own = new OwnOrdersOption();

        private Predicate<String> ours() {
            return own.ours();
        }
    }

    @Command(
            description = {
                "Keeps what the accounts of the bots' keys hold and have open, as known to be good: 'start' compares with it.",
                "Do this when all is well, and again after each withdrawal of your own. With --checked on a schedule: an account is kept only if everything that changed has a reason.",
                "Ends with 0 if every account was kept, 1 if not."
            },
            mixinStandardHelpOptions = true)
    int snapshot(
            @Parameters(paramLabel = "STATE", description = "the state directory of the bots") Path state,
            @Mixin IncidentKeys.Options from,
            @Option(
                            names = "--checked",
                            description =
                                    "keep an account only if what changed since it was kept last has a reason, and tell what has none")
                    boolean checked,
            @Option(
                            names = "--every",
                            paramLabel = "MINUTES",
                            description = "do so again and again, checked, until it is stopped")
                    @Nullable
                    Long every,
            @Mixin OwnOrdersOption own,
            @Mixin NoticeOptions told,
            @Mixin Output output) {
        HttpTransport transport = HttpTransport.jdk(CALL);
        try (IncidentKeys keys = from.open(desk, transport);
                Notices notices = told.open(transport, this::say)) {
            var rounds = new SnapshotRounds(keys, state, own.ours(), notices, this::say);
            SnapshotRounds.Kept kept = rounds.once(checked || every != null);
            while (every != null) {
                TimeUnit.MINUTES.sleep(every);
                kept = rounds.once(true);
            }
            SnapshotRounds.Kept last = kept;
            output.say(last.kept() + " accounts kept as known to be good", json -> {
                json.writeStartObject();
                json.writeNumberField("kept", last.kept());
                json.writeNumberField("notKept", last.notKept());
                json.writeEndObject();
            });
            return last.notKept() == 0 ? ExitStatus.DONE : ExitStatus.REFUSED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitStatus.DONE;
        }
    }

    private void say(String line) {
        PrintWriter progress = requireNonNull(command).commandLine().getErr();
        progress.println(line);
        progress.flush();
    }

    /** Begins, or goes on. */
    private interface Run {
        IncidentReport with(Responder.Builder responder);
    }

    private int answer(
            Path state,
            IncidentKeys keys,
            Predicate<ApiKey> which,
            Set<KeyId> chosen,
            Patience patience,
            Looking looking,
            NoticeOptions told,
            Output output,
            Run run) {
        PrintWriter progress = requireNonNull(command).commandLine().getErr();
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "keyguard-incident");
            thread.setDaemon(true);
            return thread;
        });
        try (Notices notices = told.open(HttpTransport.jdk(CALL), this::say)) {
            Responder.Builder responder = Responder.builder(state)
                    .by(FreezeCommands.user())
                    .notices(notices)
                    .executor(threads)
                    .limits(patience.limits())
                    .listener(event -> show(progress, event));
            keys.exposed(which, (key, why) -> responder.unreachable(key.id(), key.venue(), why))
                    .forEach(responder::key);
            responder.more(() -> {
                Map<KeyId, KeyId> now = aside(state);
                return keys.fresh(key -> {
                    KeyId owner = now.get(key.id());
                    return owner != null && chosen.contains(owner);
                });
            });
            keys.checks(which, state, looking.ours()).forEach(responder::investigation);
            looking.where.investigations(state, keys.stored(which)).forEach(responder::investigation);
            IncidentReport report = run.with(responder);
            IncidentFiles.write(state, report, progress);
            output.report(report.toMarkdown(), report.toJson());
            record(state, report, keys.dead(report));
            return report.isClean() ? ExitStatus.DONE : ExitStatus.REFUSED;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void show(PrintWriter progress, IncidentEvent event) {
        synchronized (progress) {
            progress.println(event.at() + "  " + event);
            event.lines().stream()
                    .filter(line -> event.outcome() == IncidentEvent.Outcome.BY_HAND)
                    .forEach(line -> progress.println("    - " + line));
            progress.flush();
        }
    }

    /** A key that is dead is remembered as revoked, so that no backup brings it back. */
    private static void record(Path state, IncidentReport report, List<ApiKey> dead) {
        StateOption.record(state, recorder -> {
            for (KeyOutcome key : report.keys()) {
                recorder.done(
                        Kind.INCIDENT,
                        Map.of(
                                "incident",
                                report.id(),
                                "key",
                                key.key(),
                                "state",
                                key.state().name(),
                                "toRevokeMillis",
                                key.toRevoke()
                                        .map(time -> Long.toString(time.toMillis()))
                                        .orElse("")));
            }
            dead.forEach(recorder::revoked);
        });
    }

    private static String named(Path state, @Nullable String incident) {
        List<String> all = IncidentReport.all(state);
        if (incident != null && all.contains(incident)) {
            return incident;
        }
        if (incident != null || all.isEmpty()) {
            throw new IllegalArgumentException(
                    "the state directory has no such incident; 'incident status' lists them");
        }
        return all.get(all.size() - 1);
    }

    @Command(
            description = {
                "Rehearses an incident on simulated venues on this machine, of which one is down, one slow, one says that keys are deleted while they still work, and one needs a person.",
                "Shows the time to revoke. Nothing real is touched."
            },
            mixinStandardHelpOptions = true)
    int drill(
            @Option(names = "--venues", defaultValue = "10", description = "how many; 10 if it is left out") int venues,
            @Option(names = "--keys", defaultValue = "100", description = "how many; 100 if it is left out") int keys,
            @Option(
                            names = "--latency",
                            paramLabel = "MILLIS",
                            description = "of each round trip; 20 if it is left out, 80 with --simulators")
                    @Nullable
                    Long latency,
            @Option(
                            names = "--give-up",
                            defaultValue = "15",
                            paramLabel = "SECONDS",
                            description = "on the venue that is down; 15 if it is left out")
                    long giveUp,
            @Option(
                            names = "--simulators",
                            description =
                                    "nineteen simulated venues, by the API of each where that deletes keys and by a person elsewhere; minutes pass in an instant, and what this machine needs does not count")
                    boolean simulators,
            @Option(
                            names = "--late",
                            description =
                                    "with --simulators: deleted keys are accepted for as long as each venue's page allows")
                    boolean late,
            @Mixin Output output) {
        if (venues < 1 || keys < 1) {
            throw new IllegalArgumentException("a drill needs a venue and a key");
        }
        PrintWriter progress = requireNonNull(command).commandLine().getErr();
        Path state = IncidentFiles.temporaryFolder();
        IncidentReport report = simulators
                ? simulate(new SimulatorDrill.Plan(keys, millis(latency, 80), late), state, progress)
                : rehearse(venues, keys, millis(latency, 20), Duration.ofSeconds(giveUp), state, progress);
        IncidentFiles.write(state, report, progress);
        output.report(report.headline() + System.lineSeparator() + DrillTable.of(report), report.toJson());
        return ExitStatus.DONE;
    }

    private static Duration millis(@Nullable Long latency, long usual) {
        return Duration.ofMillis(latency == null ? usual : latency);
    }

    private static IncidentReport rehearse(
            int venues, int keys, Duration latency, Duration giveUp, Path state, PrintWriter progress) {
        var plan = new Drill.Plan(venues, keys, latency, latency.plusMillis(300), CALL, giveUp);
        try (Drill drill = new Drill(plan)) {
            return drill.run(state, event -> show(progress, event));
        }
    }

    private static IncidentReport simulate(SimulatorDrill.Plan plan, Path state, PrintWriter progress) {
        try (SimulatorDrill drill = new SimulatorDrill(plan)) {
            IncidentReport report = drill.run(state, event -> show(progress, event));
            drill.orders()
                    .forEach((venue, orders) -> progress.println("orders at " + venue + ": " + orders.placed()
                            + " in the book at the alarm, " + orders.open() + " at the end"));
            progress.flush();
            return report;
        }
    }

    @Command(
            name = "try-notice",
            description =
                    "Sends a notice that says that nothing happened, by every webhook. Ends with 0 if all took it: do this before anything happens.",
            mixinStandardHelpOptions = true)
    int tryNotice(@Mixin NoticeOptions told, @Mixin Output output) {
        try (Notices notices = told.open(HttpTransport.jdk(CALL), this::say)) {
            notices.send(new Notice(
                    Instant.now(), Notice.Kind.TRIAL, "", "", "nothing happened, somebody tries this", List.of()));
            notices.await(Duration.ofSeconds(30));
            List<NotifierHealth> all = notices.health();
            output.table(
                    List.of("WEBHOOK", "STATE"),
                    all.stream()
                            .map(one -> List.of(
                                    one.name(),
                                    one.trouble()
                                            .map(why -> "NOT DELIVERED: " + why)
                                            .orElse("delivered")))
                            .toList());
            return all.stream().allMatch(one -> one.ok() && one.waiting() == 0) ? ExitStatus.DONE : ExitStatus.REFUSED;
        }
    }

    @Command(description = "Shows how every incident of a state directory stands.", mixinStandardHelpOptions = true)
    void status(
            @Parameters(paramLabel = "STATE", description = "the state directory of the bots") Path state,
            @Mixin Output output) {
        output.table(
                List.of("INCIDENT", "ALARM", "STANDS", "OVER"),
                IncidentReport.all(state).stream()
                        .map(id -> standing(state, id))
                        .toList());
    }

    /** One that cannot be read hides no other. */
    private static List<String> standing(Path state, String id) {
        try {
            IncidentReport report = IncidentReport.read(state, id);
            return List.of(
                    id,
                    report.alarm().toString(),
                    report.headline(),
                    report.toClose().isPresent() ? "yes" : "no: 'resume' goes on");
        } catch (KeyguardException e) {
            return List.of(id, "", "NOT KNOWN: " + e.getMessage(), "");
        }
    }

    /** What a report is written as. */
    enum Format {
        MARKDOWN,
        JSON,
        HTML
    }

    @Command(
            description = "Shows the report of an incident, also while it is being answered.",
            mixinStandardHelpOptions = true)
    void report(
            @Parameters(index = "0", paramLabel = "STATE", description = "the state directory of the bots") Path state,
            @Parameters(
                            index = "1",
                            arity = "0..1",
                            paramLabel = "INCIDENT",
                            description = "the newest if it is left out")
                    @Nullable
                    String incident,
            @Option(
                            names = "--format",
                            defaultValue = "MARKDOWN",
                            description = "${COMPLETION-CANDIDATES}; HTML is one page for a browser or a telephone")
                    Format format) {
        IncidentReport report = IncidentReport.read(state, named(state, incident));
        PrintWriter out = requireNonNull(command).commandLine().getOut();
        out.print(
                switch (format) {
                    case MARKDOWN -> report.toMarkdown();
                    case JSON -> report.toJson() + System.lineSeparator();
                    case HTML -> report.toHtml();
                });
        out.flush();
    }
}
