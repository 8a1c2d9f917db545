/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.StateDirectory;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.audit.AuditTrail;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.ProcessFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command records what it does. */
final class StateOption {
    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "record this in the audit trail of the state directory STATE, which bots may share")
    private @Nullable Path state;

    /** Says what was done, once it is. */
    interface Done {
        void as(Kind kind, Map<String, String> details);
    }

    /** What is recorded. */
    interface Work {
        void run(Done done);
    }

    /** Does {@code work}, and refuses to begin where it could not be recorded. */
    void recording(Work work) {
        Path state = this.state;
        if (state == null) {
            work.run((kind, details) -> {});
            return;
        }
        try (ProcessFolder folder =
                        ProcessFolder.start(state, InstantSource.system().instant());
                AuditTrail trail = AuditTrail.start(state, folder.path(), InstantSource.system(), who(state))) {
            try {
                work.run((kind, details) -> append(trail, state, kind, details));
            } finally {
                trail.append(Kind.ENDED, Map.of());
            }
        } catch (IOException | FileSafety.UnsafeFileException e) {
            throw KeyguardExceptions.stateUnusable(state, "recording this", e);
        }
    }

    private static Map<String, String> who(Path state) {
        return Map.of(
                "host",
                StateDirectory.at(state).host(),
                "service",
                "keyguard command line",
                "user",
                System.getProperty("user.name", ""));
    }

    private static void append(AuditTrail trail, Path state, Kind kind, Map<String, String> details) {
        try {
            trail.append(kind, new TreeMap<>(details));
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(state, "recording it, which is done nevertheless,", e);
        }
    }
}
