/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.StateDirectory;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.audit.AuditTrail;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.inventory.InventoryFile;
import io.keyguard.rotation.UseRecord;
import io.keyguard.source.ApiKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command records what it does. */
final class StateOption {
    private static final InstantSource CLOCK = InstantSource.system();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "record this in the audit trail of the state directory STATE, which bots may share")
    private @Nullable Path state;

    /** Records what was done, once it is, and knows what was revoked. */
    interface Recorder {
        void done(Kind kind, Map<String, String> details);

        void revoked(ApiKey key);

        /** What tells whether some material was revoked, as far as any process of the state directory knows by now. */
        Predicate<ApiKey> revocations();
    }

    /** What is recorded. */
    interface Work {
        void run(Recorder recorder);
    }

    boolean isGiven() {
        return state != null;
    }

    /** The state directory, which must be given. */
    Path path() {
        return java.util.Objects.requireNonNull(state, "state");
    }

    /** Does {@code work}, and refuses to begin where it could not be recorded. */
    void recording(Work work) {
        Path state = this.state;
        if (state == null) {
            work.run(new Nowhere());
            return;
        }
        record(state, work);
    }

    /** Does {@code work} as a process of {@code state} of its own. */
    static void record(Path state, Work work) {
        Map<String, String> who = Map.of(
                "host",
                StateDirectory.at(state).host(),
                "service",
                "keyguard command line",
                "user",
                System.getProperty("user.name", ""));
        try (ProcessFolder folder = ProcessFolder.start(state, CLOCK.instant());
                AuditTrail trail = AuditTrail.start(state, folder.path(), CLOCK, who);
                InventoryFile inventory = InventoryFile.start(state, folder.path())) {
            // It uses no key of a bot: nobody who rotates one has to wait for it.
            new UseRecord(folder.path()).write(Map.of());
            try {
                work.run(new Recording(state, trail, inventory));
            } finally {
                trail.append(Kind.ENDED, Map.of());
            }
        } catch (IOException | FileSafety.UnsafeFileException e) {
            throw KeyguardExceptions.stateUnusable(state, "recording this", e);
        }
    }

    private record Recording(Path state, AuditTrail trail, InventoryFile inventory) implements Recorder {
        @Override
        public void done(Kind kind, Map<String, String> details) {
            try {
                trail.append(kind, details);
            } catch (IOException e) {
                throw KeyguardExceptions.stateUnusable(state, "recording it", e);
            }
        }

        @Override
        public void revoked(ApiKey key) {
            try {
                inventory.revoked(key, CLOCK.instant());
            } catch (IOException e) {
                throw KeyguardExceptions.stateUnusable(state, "remembering that a key is revoked", e);
            }
        }

        @Override
        public Predicate<ApiKey> revocations() {
            try {
                return inventory.revocations();
            } catch (IOException e) {
                throw KeyguardExceptions.stateUnusable(state, "looking which keys were revoked", e);
            }
        }
    }

    private static final class Nowhere implements Recorder {
        @Override
        public void done(Kind kind, Map<String, String> details) {
            // Nobody asked for it.
        }

        @Override
        public void revoked(ApiKey key) {
            throw new IllegalArgumentException("--revoked is remembered in a state directory: name it with --state");
        }

        @Override
        public Predicate<ApiKey> revocations() {
            return key -> false;
        }
    }
}
