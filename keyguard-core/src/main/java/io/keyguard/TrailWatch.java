/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.audit.Audit;
import io.keyguard.audit.AuditEntry;
import io.keyguard.audit.AuditHead;
import io.keyguard.detection.AccountEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Looks at the audit trail of all processes: whether it holds, against what this one remembers of its own, and what others exported or brought back. Thread-safe. */
final class TrailWatch {
    private final Path state;
    private final Supplier<Optional<AuditHead>> own;
    private final Consumer<AccountEvent> told;
    private Instant seenUntil;

    TrailWatch(Path state, Supplier<Optional<AuditHead>> own, Instant began, Consumer<AccountEvent> told) {
        this.state = state;
        this.own = own;
        this.told = told;
        this.seenUntil = began;
    }

    synchronized void look() {
        // Taken first: the chain on the disk has come at least as far.
        List<AuditHead> anchors = own.get().stream().toList();
        try {
            Audit audit = Audit.in(state);
            told.accept(new AccountEvent.TrailChecked(audit.verify(anchors).problems()));
            Instant before = seenUntil;
            for (AuditEntry entry : audit.entries()) {
                if (entry.at().isAfter(before)) {
                    entry(entry);
                }
            }
        } catch (StateException e) {
            told.accept(new AccountEvent.TrailChecked(List.of("it cannot be read")));
        }
    }

    private void entry(AuditEntry entry) {
        seenUntil = entry.at();
        if (entry.kind() == AuditEntry.Kind.EXPORTED) {
            disclosed(AccountEvent.How.EXPORTED, entry);
        } else if (entry.kind() == AuditEntry.Kind.RESTORED) {
            disclosed(AccountEvent.How.RESTORED, entry);
        }
    }

    private void disclosed(AccountEvent.How how, AuditEntry entry) {
        told.accept(new AccountEvent.Disclosed(Optional.empty(), how, by(entry), keys(entry), Optional.of(entry.at())));
    }

    /** As many as it names; one if it does not say. */
    private static int keys(AuditEntry entry) {
        String names = entry.details().get("keys");
        return names == null
                ? 1
                : (int) Pattern.compile(",")
                        .splitAsStream(names)
                        .filter(name -> !name.isBlank())
                        .count();
    }

    private static String by(AuditEntry entry) {
        return entry.details().getOrDefault("by", "the process of chain " + entry.chain());
    }
}
