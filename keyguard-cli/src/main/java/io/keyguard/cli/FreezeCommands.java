/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.StateDirectory;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.incident.Freeze;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.Freezes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keyguard freeze}, {@code unfreeze} and {@code freeze-setup}. */
final class FreezeCommands {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final long PAUSE = Duration.ofMillis(5).toNanos();

    private FreezeCommands() {}

    static String user() {
        return System.getProperty("user.name", "") + " at the command line";
    }

    private static List<List<String>> rows(List<Freeze> freezes) {
        return freezes.stream()
                .map(freeze -> List.of(
                        freeze.id(), freeze.scope().toString(), freeze.at().toString(), freeze.by(), freeze.reason()))
                .toList();
    }

    /** {@code keyguard freeze}. */
    @Command(
            name = "freeze",
            description = {
                "Lets bots sign nothing that adds risk: reads, cancels and reductions go on. Needs no secret, and holds for bots that run and for those that start later.",
                "Without a choice, shows what is frozen. Ends with 1 if a running bot has not followed within --wait.",
                "",
                "  keyguard freeze state --venue binance --reason \"key in a log\""
            },
            mixinStandardHelpOptions = true)
    static final class Set implements Callable<Integer> {
        @Parameters(paramLabel = "STATE", description = "the state directory of the bots")
        private Path state = Path.of("");

        @Mixin
        private FreezeOptions what = new FreezeOptions();

        @Option(names = "--list", description = "show what is frozen, and freeze nothing")
        private boolean list;

        @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "why, for whoever reads it")
        private String reason = "";

        @Option(
                names = "--wait",
                paramLabel = "SECONDS",
                defaultValue = "5",
                description = "how long to wait until running bots have followed; 5 if it is left out")
        private long wait = 5;

        @Mixin
        private Output output = new Output();

        @Override
        public Integer call() {
            Freezes freezes = StateDirectory.at(state).freezes();
            if (list) {
                output.table(List.of("FREEZE", "SCOPE", "AT", "BY", "REASON"), rows(freezes.inForce()));
                return ExitStatus.DONE;
            }
            var frozen = new ArrayList<Freeze>();
            for (FreezeScope scope : what.scopes()) {
                frozen.add(freezes.freeze(scope, CLOCK.instant(), user(), reason));
            }
            // Only now: a trail that cannot be written must not keep anybody from freezing.
            Map<String, Boolean> followers = await(freezes, frozen);
            output.table(List.of("WHAT", "STATE"), told(frozen, followers));
            StateOption.record(
                    state, recorder -> frozen.forEach(freeze -> recorder.done(Kind.FROZEN, freeze.details())));
            return followers.containsValue(false) ? ExitStatus.REFUSED : ExitStatus.DONE;
        }

        private Map<String, Boolean> await(Freezes freezes, List<Freeze> frozen) {
            long end = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
            Map<String, Boolean> followers = followers(freezes, frozen);
            while (followers.containsValue(false) && System.nanoTime() - end < 0) {
                LockSupport.parkNanos(PAUSE);
                followers = followers(freezes, frozen);
            }
            return followers;
        }

        private static Map<String, Boolean> followers(Freezes freezes, List<Freeze> frozen) {
            var all = new LinkedHashMap<String, Boolean>();
            frozen.forEach(freeze -> freezes.followers(freeze)
                    .forEach((process, follows) -> all.merge(process, follows, Boolean::logicalAnd)));
            return all;
        }

        private static List<List<String>> told(List<Freeze> frozen, Map<String, Boolean> followers) {
            var rows = new ArrayList<List<String>>();
            frozen.forEach(freeze -> rows.add(List.of(freeze.scope().toString(), "frozen")));
            followers.forEach((process, follows) -> rows.add(List.of(
                    "process " + process,
                    follows ? "signs nothing more that adds risk" : "HAS NOT FOLLOWED: stop it, and revoke its keys")));
            return rows;
        }
    }

    /** {@code keyguard unfreeze}. */
    @Command(
            name = "unfreeze",
            description = {
                "Lets bots trade again, with the passphrase that 'freeze-setup' asked for. --all ends every freeze; a name ends those that were set for just that name.",
            },
            mixinStandardHelpOptions = true)
    static final class Lift implements Callable<Integer> {
        private final Desk desk;

        @Parameters(paramLabel = "STATE", description = "the state directory of the bots")
        private Path state = Path.of("");

        @Mixin
        private FreezeOptions what = new FreezeOptions();

        @Option(
                names = "--passphrase-file",
                paramLabel = "FILE",
                description = "read the passphrase from FILE, which only its owner may read, instead of asking")
        private @Nullable Path passphraseFile;

        @Mixin
        private Output output = new Output();

        Lift(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Freezes freezes = StateDirectory.at(state).freezes();
            if (freezes.inForce().stream().noneMatch(what::chooses)) {
                throw new IllegalArgumentException("nothing of that is frozen; 'keyguard freeze --list' shows what is");
            }
            List<Freeze> lifted = freezes.lift(
                    what::chooses,
                    VaultFileOptions.passphrase(passphraseFile, desk.prompts(), "Passphrase that lifts freezes"),
                    CLOCK.instant(),
                    user());
            output.table(List.of("FREEZE", "SCOPE", "AT", "BY", "REASON"), rows(lifted));
            StateOption.record(
                    state, recorder -> lifted.forEach(freeze -> recorder.done(Kind.LIFTED, freeze.details())));
            return freezes.inForce().stream().anyMatch(what::chooses) ? ExitStatus.REFUSED : ExitStatus.DONE;
        }
    }

    /** {@code keyguard freeze-setup}. */
    @Command(
            name = "freeze-setup",
            description = {
                "Chooses the passphrase that lifts freezes, once for a state directory and before anything is frozen. Freezing itself never needs it.",
                "Shows a pin, which is not secret: bots that are given it (StateDirectory.liftedBy) let nobody put another passphrase, or an empty directory, in its place.",
                "Keep a copy of freezes/pin."
            },
            mixinStandardHelpOptions = true)
    static final class SetUp implements Callable<Integer> {
        private final Desk desk;

        @Parameters(paramLabel = "STATE", description = "the state directory, which is made if it is not there")
        private Path state = Path.of("");

        @Option(
                names = "--passphrase-file",
                paramLabel = "FILE",
                description = "read the passphrase from FILE, which only its owner may read, instead of asking")
        private @Nullable Path passphraseFile;

        @Mixin
        private Output output = new Output();

        SetUp(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            String pin = StateDirectory.at(state)
                    .freezes()
                    .setUp(VaultFileOptions.newPassphrase(passphraseFile, desk.prompts()), CLOCK.instant());
            StateOption.record(state, recorder -> recorder.done(Kind.FREEZE_SET_UP, Map.of("pin", pin)));
            output.say(pin, json -> {
                json.writeStartObject();
                json.writeStringField("pin", pin);
                json.writeEndObject();
            });
            return ExitStatus.DONE;
        }
    }
}
