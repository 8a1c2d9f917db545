/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyId;
import io.keyguard.RotationException;
import io.keyguard.StateException;
import io.keyguard.rotation.RotationStatus;
import io.keyguard.source.ApiKey;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a person may decide about the rotation of one key that is under way: {@code keyguard rotate resume …} and the like. */
final class RotateDecisions {
    private RotateDecisions() {}

    /** A vault, a key in it, and how it is rotated. */
    abstract static class Decision implements Callable<Integer> {
        private final Desk desk;
        private final RotateCommand.Naps naps;

        @Mixin
        private VaultFileOptions vault = new VaultFileOptions();

        @Parameters(index = "1", paramLabel = "KEY", description = RotateCommand.KEY)
        private String id = "";

        @Mixin
        private RotationOptions how = new RotationOptions();

        @Mixin
        private Output words = new Output();

        Decision(Desk desk, RotateCommand.Naps naps) {
            this.desk = desk;
            this.naps = naps;
        }

        final KeyId key() {
            return KeyId.of(id);
        }

        final Desk desk() {
            return desk;
        }

        final RotateCommand.Naps naps() {
            return naps;
        }

        final VaultFileOptions vault() {
            return vault;
        }

        final RotationOptions how() {
            return how;
        }

        @Override
        public Integer call() {
            return RotationWork.with(desk, vault, how, naps, status -> {}, this::decided);
        }

        final int decided(RotationWork work) {
            return RotateCommand.ended(words, work.finish(decide(work, KeyId.of(id))));
        }

        abstract RotationStatus decide(RotationWork work, KeyId key);
    }

    @Command(
            name = "resume",
            description = "Goes on with a rotation that was interrupted or has to wait.",
            mixinStandardHelpOptions = true)
    static final class Resume extends Decision {
        Resume(Desk desk, RotateCommand.Naps naps) {
            super(desk, naps);
        }

        @Override
        RotationStatus decide(RotationWork work, KeyId key) {
            return work.rotations().resume(key);
        }
    }

    @Command(
            name = "confirm",
            description = "Goes on with a rotation that is BLOCKED, once what its reason asks for is done.",
            mixinStandardHelpOptions = true)
    static final class Confirm extends Decision {
        Confirm(Desk desk, RotateCommand.Naps naps) {
            super(desk, naps);
        }

        @Override
        RotationStatus decide(RotationWork work, KeyId key) {
            return work.rotations().confirm(key);
        }
    }

    @Command(
            name = "gone",
            description =
                    "Ends a rotation of whose old key nothing proves that it is dead, once you have seen at the venue that it is gone; what the venue accepts or lists is not believed to be.",
            mixinStandardHelpOptions = true)
    static final class Gone extends Decision {
        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                required = true,
                description = "how you know, for the audit trail")
        private String reason = "";

        Gone(Desk desk, RotateCommand.Naps naps) {
            super(desk, naps);
        }

        @Override
        RotationStatus decide(RotationWork work, KeyId key) {
            work.record(key, "SAID_TO_BE_GONE", reason);
            return work.rotations().gone(key);
        }
    }

    @Command(
            name = "abort",
            description =
                    "Ends a rotation whose new key is not in use yet, and deletes that. Ends with 1, as the key was not replaced.",
            mixinStandardHelpOptions = true)
    static final class Abort extends Decision {
        Abort(Desk desk, RotateCommand.Naps naps) {
            super(desk, naps);
        }

        @Override
        RotationStatus decide(RotationWork work, KeyId key) {
            return work.rotations().abort(key);
        }
    }

    @Command(
            name = "rollback",
            description =
                    "Puts the old key back, as long as it is not deleted, and deletes the new one once no bot uses it. Ends with 1, as the key was not replaced.",
            mixinStandardHelpOptions = true)
    static final class RollBack extends Decision {
        RollBack(Desk desk, RotateCommand.Naps naps) {
            super(desk, naps);
        }

        @Override
        RotationStatus decide(RotationWork work, KeyId key) {
            return work.rotations().rollBack(key);
        }
    }

    @Command(
            name = "enter",
            description =
                    "Takes the key that a person has made, if it is the one that was asked for; no part of it is shown.",
            mixinStandardHelpOptions = true)
    static final class Enter extends Decision {
        @Mixin
        private Material material = new Material();

        Enter(Desk desk, RotateCommand.Naps naps) {
            super(desk, naps);
        }

        @Override
        public Integer call() {
            material.requireOneWay();
            return super.call();
        }

        @Override
        RotationStatus decide(RotationWork work, KeyId key) {
            try (ApiKey typed = work.typed(key, material)) {
                return work.rotations().enter(key, typed);
            }
        }
    }

    @Command(
            name = "revoke",
            description =
                    "Deletes a key at once, with whatever a rotation of it has made, and makes none. For emergencies: bots are left without a key.",
            mixinStandardHelpOptions = true)
    static final class Revoke extends Decision {
        @Spec
        private @Nullable CommandSpec spec;

        Revoke(Desk desk, RotateCommand.Naps naps) {
            super(desk, naps);
        }

        /** Though it cannot be recorded. */
        @Override
        public Integer call() {
            PrintWriter alarm = requireNonNull(spec).root().commandLine().getErr();
            return RotationWork.inEmergency(desk(), vault(), how(), naps(), alarm, work -> ended(work, alarm));
        }

        private int ended(RotationWork work, PrintWriter alarm) {
            try {
                return decided(work);
            } catch (StateException | RotationException e) {
                List<String> lines = work.rotations().revokeUnrecorded(work.planWithoutNewKey(key()));
                alarm.println("keyguard: NOT RECORDED in the journal of rotations: " + e.getMessage());
                lines.forEach(line -> alarm.println("  " + line));
                alarm.flush();
                return ExitStatus.REFUSED;
            }
        }

        @Override
        RotationStatus decide(RotationWork work, KeyId key) {
            return work.rotations().revokeNow(work.planWithoutNewKey(key));
        }
    }
}
