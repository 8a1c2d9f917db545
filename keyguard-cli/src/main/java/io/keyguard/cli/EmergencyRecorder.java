/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.KeyguardException;
import io.keyguard.StateDirectory;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.audit.AuditTrail;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.inventory.InventoryFile;
import io.keyguard.rotation.UseRecord;
import io.keyguard.source.ApiKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Records as far as it can, and says loudly what it could not: a trail that cannot be written keeps nobody from ending a key. */
final class EmergencyRecorder implements StateOption.Recorder, AutoCloseable {
    private static final InstantSource CLOCK = InstantSource.system();

    private final Path state;
    private final PrintWriter alarm;
    private @Nullable ProcessFolder folder;
    private @Nullable AuditTrail trail;
    private @Nullable InventoryFile inventory;
    private boolean missed;

    /** What may go wrong. */
    private interface Writing {
        void run() throws IOException, FileSafety.UnsafeFileException;
    }

    EmergencyRecorder(Path state, PrintWriter alarm) {
        this.state = state;
        this.alarm = alarm;
        anyway("opening the state directory", () -> {
            ProcessFolder opened = ProcessFolder.start(state, CLOCK.instant());
            folder = opened;
            new UseRecord(opened.path()).write(Map.of());
        });
        ProcessFolder opened = folder;
        if (opened != null) {
            anyway("the audit trail", () -> trail = AuditTrail.start(state, opened.path(), CLOCK, who(state)));
            anyway("the inventory", () -> inventory = InventoryFile.start(state, opened.path()));
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

    private void anyway(String what, Writing work) {
        try {
            work.run();
        } catch (IOException | FileSafety.UnsafeFileException | KeyguardException e) {
            missed(what, e);
        }
    }

    private void missed(String what, @Nullable Exception e) {
        missed = true;
        alarm.println("keyguard: NOT RECORDED in " + state + " (" + what
                + (e == null ? "" : ": " + e.getClass().getSimpleName()) + "); it is done all the same");
        alarm.flush();
    }

    /** Whether anything that was done is not recorded. */
    boolean hasMissed() {
        return missed;
    }

    @Override
    public void done(Kind kind, Map<String, String> details) {
        AuditTrail open = trail;
        if (open == null) {
            missed(kind + " " + details, null);
        } else {
            anyway(kind + " " + details, () -> open.append(kind, details));
        }
    }

    @Override
    public void revoked(ApiKey key) {
        InventoryFile open = inventory;
        String what = "that " + key.id() + " is revoked: see to it that no backup brings it back";
        if (open == null) {
            missed(what, null);
        } else {
            anyway(what, () -> open.revoked(key, CLOCK.instant()));
        }
    }

    @Override
    public Predicate<ApiKey> revocations() {
        InventoryFile open = inventory;
        if (open != null) {
            try {
                return open.revocations();
            } catch (IOException | KeyguardException e) {
                missed("looking which keys were revoked", e);
            }
        }
        return key -> false;
    }

    @Override
    public void close() {
        AuditTrail entries = trail;
        if (entries != null) {
            anyway("the end", () -> {
                try (entries) {
                    entries.append(Kind.ENDED, Map.of());
                }
            });
        }
        InventoryFile uses = inventory;
        if (uses != null) {
            anyway("the inventory", uses::close);
        }
        ProcessFolder process = folder;
        if (process != null) {
            anyway("the process", process::close);
        }
    }
}
