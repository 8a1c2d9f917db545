/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyId;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.rotation.RotationPlan;
import io.keyguard.rotation.RotationStatus;
import io.keyguard.rotation.RotationStop;
import io.keyguard.rotation.RotationSweep;
import io.keyguard.rotation.Rotations;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keyguard rotate …}. */
@Command(
        name = "rotate",
        description = {
            "Replaces a key at its venue: makes a new one, checks it, puts it in the vault, waits for the bots, and deletes the old one.",
            "Every step is journaled first: after a crash or an interruption, 'rotate resume' goes on.",
            "Ends with 0 if it is done, 1 if it ended otherwise or somebody has to decide, 4 if it goes on later; --due with 5 if it is so for some of the keys alone.",
            "",
            "  keyguard rotate bot.vault grid-bybit --state state --administrators admin.vault --account grid",
            "  keyguard rotate bot.vault --due --dry-run --state state --administrators admin.vault"
        },
        mixinStandardHelpOptions = true)
final class RotateCommand implements Callable<Integer> {
    static final String KEY = "the name of the key";

    private final Desk desk;
    private final Naps naps;

    @Spec
    private @Nullable CommandSpec spec;

    // Not the mixin of other commands: there the vault is needed, and with a subcommand it stands behind that.
    @Parameters(index = "0", arity = "0..1", paramLabel = "VAULT", description = "the file of the vault")
    private @Nullable Path file;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "read the vault's passphrase from FILE, which only its owner may read, instead of asking")
    private @Nullable Path passphraseFile;

    @Parameters(index = "1", arity = "0..1", paramLabel = "KEY", description = KEY)
    private @Nullable String key;

    @Option(names = "--due", description = "every key that is due by age, end or exposure, one after the other")
    private boolean due;

    @Option(names = "--dry-run", description = "say what would be done, and do nothing")
    private boolean dryRun;

    @Mixin
    private DueOptions when = new DueOptions();

    @Mixin
    private RotationOptions options = new RotationOptions();

    @Mixin
    private Output output = new Output();

    /** Tells the time, and waits for a while or until nothing is to be waited for. */
    interface Naps {
        void until(Instant time);

        /** The clock on the wall. */
        default Instant now() {
            return Instant.now();
        }

        /** What goes on whatever that clock does, in nanoseconds. */
        default long ticks() {
            return System.nanoTime();
        }
    }

    private RotateCommand(Desk desk, Naps naps) {
        this.desk = desk;
        this.naps = naps;
    }

    /** The command with all that may be decided about a rotation under way. */
    static CommandLine line(Desk desk, Naps naps) {
        return new CommandLine(new RotateCommand(desk, naps))
                .addSubcommand(new RotateDecisions.Resume(desk, naps))
                .addSubcommand(new RotateDecisions.Confirm(desk, naps))
                .addSubcommand(new RotateDecisions.Gone(desk, naps))
                .addSubcommand(new RotateDecisions.Abort(desk, naps))
                .addSubcommand(new RotateDecisions.RollBack(desk, naps))
                .addSubcommand(new RotateDecisions.Enter(desk, naps))
                .addSubcommand(new RotateDecisions.Revoke(desk, naps));
    }

    private PrintWriter out() {
        return requireNonNull(spec).root().commandLine().getOut();
    }

    @Override
    public Integer call() {
        if (due == (key != null)) {
            throw new IllegalArgumentException("name the key to rotate, or ask for those that are --due");
        }
        return RotationWork.with(
                desk,
                VaultFileOptions.of(file, passphraseFile),
                options,
                naps,
                this::told,
                work -> due ? allDue(work) : one(work, KeyId.of(requireNonNull(key))));
    }

    private void told(RotationStatus status) {
        if (!output.isJson()) {
            out().println(status);
            out().flush();
        }
    }

    private int one(RotationWork work, KeyId id) {
        RotationPlan plan = work.plan(id);
        if (dryRun) {
            List<String> steps = work.rotations().preview(plan);
            var lines = new ArrayList<>(steps);
            work.rotations().preparations(plan).forEach(step -> lines.add("prepare - " + step));
            String venue = work.venueOf(id);
            output.table(
                    List.of("VENUE", "STEP"),
                    lines.stream().map(line -> List.of(venue, line)).toList());
            return steps.get(0).startsWith("cannot") ? ExitStatus.REFUSED : ExitStatus.DONE;
        }
        return ended(output, work.finish(work.rotations().run(plan)));
    }

    private int allDue(RotationWork work) {
        PrintWriter alarm = requireNonNull(spec).root().commandLine().getErr();
        var all = new DueRotations(work, when.schedule(), alarm);
        if (dryRun) {
            return all.foretell(output);
        }
        var ends = new ArrayList<RotationStatus>();
        int status = all.rotate(begin -> {
            RotationStatus end = work.finishInTurn(begin);
            ends.add(end);
            if (!output.isJson()) {
                RotationWords.say(output, List.of(end));
            }
            return statusOf(end);
        });
        if (output.isJson()) {
            // One value, whatever became of the others.
            RotationWords.say(output, ends);
        }
        return status;
    }

    /** Says where it stands at last, and how the command ends. */
    static int ended(Output output, RotationStatus status) {
        RotationWords.say(output, List.of(status));
        return statusOf(status);
    }

    private static int statusOf(RotationStatus status) {
        return switch (status.state()) {
            case CLOSED -> ExitStatus.DONE;
            case ABORTED, BLOCKED -> ExitStatus.REFUSED;
            default -> ExitStatus.LATER;
        };
    }

    @Command(
            description =
                    "Lets rotations go on though an emergency has asked them to stop, which 'rotate status' shows. For an emergency that was given up: one that is to be done, is ended by 'rotate revoke'.",
            mixinStandardHelpOptions = true)
    int unstop(
            @Mixin StateOption state,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "why nobody will revoke the key, for the audit trail")
                    String reason,
            @Mixin Output words) {
        if (!state.isGiven()) {
            throw new IllegalArgumentException("name the state directory with --state");
        }
        var ended = new ArrayList<RotationStop>();
        state.recording(recorder -> {
            ended.addAll(Rotations.endStops(state.path()));
            ended.forEach(stop -> recorder.done(
                    Kind.ROTATION,
                    Map.of(
                            "key",
                            stop.key(),
                            "state",
                            "UNSTOPPED",
                            "askedBy",
                            stop.by(),
                            "askedAt",
                            stop.at().toString(),
                            "reason",
                            reason)));
        });
        words.table(
                List.of("KEY", "BY", "AT"),
                ended.stream()
                        .map(stop -> List.of(stop.key(), stop.by(), stop.at().toString()))
                        .toList());
        return ExitStatus.DONE;
    }

    @Command(
            description =
                    "Deletes what rotations left behind at the venue, and names keys that nobody knows; those are never deleted. Ends with 1 if there are any.",
            mixinStandardHelpOptions = true)
    int sweep(
            @Mixin VaultFileOptions vault,
            @Parameters(index = "1", paramLabel = "KEY", description = "a key of the account") String id,
            @Mixin RotationOptions how,
            @Mixin Output words) {
        return RotationWork.with(desk, vault, how, naps, status -> {}, work -> {
            RotationSweep sweep = work.rotations().sweep(work.planWithoutNewKey(KeyId.of(id)));
            var rows = new ArrayList<List<String>>();
            sweep.deleted().forEach(one -> rows.add(List.of(one, "deleted")));
            sweep.kept().forEach(one -> rows.add(List.of(one, "left behind, not deleted")));
            sweep.unknown().forEach(one -> rows.add(List.of(one, "unknown")));
            words.table(List.of("ID", "WHAT"), rows);
            return sweep.kept().isEmpty() && sweep.unknown().isEmpty() ? ExitStatus.DONE : ExitStatus.REFUSED;
        });
    }

    @Command(description = "Says where every rotation stands.", mixinStandardHelpOptions = true)
    int status(@Mixin VaultFileOptions vault, @Mixin RotationOptions how, @Mixin Output words) {
        return RotationWork.with(desk, vault, how, naps, status -> {}, work -> {
            RotationWords.say(words, work.rotations().stops(), work.rotations().status());
            return ExitStatus.DONE;
        });
    }
}
