/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.audit.Audit;
import io.keyguard.audit.AuditEntry;
import io.keyguard.audit.AuditHead;
import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.AccountEvent.Disclosed;
import io.keyguard.detection.AccountEvent.How;
import io.keyguard.detection.AccountEvent.TrailRead;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at the audit trail of all processes: whether it holds, against what this one remembers of its own, and what left its box by any of them. Thread-safe. */
final class TrailWatch {
    private final Path state;
    private final Supplier<Optional<AuditHead>> own;
    private final Consumer<AccountEvent> told;

    TrailWatch(Path state, Supplier<Optional<AuditHead>> own, Consumer<AccountEvent> told) {
        this.state = state;
        this.own = own;
        this.told = told;
    }

    synchronized void look() {
        // Taken first: the chain on the disk has come at least as far.
        Optional<AuditHead> anchor = own.get();
        try {
            Audit audit = Audit.in(state);
            List<String> problems = audit.verify(anchor.stream().toList()).problems();
            List<AuditEntry> entries = audit.entries();
            told.accept(new AccountEvent.TrailChecked(problems));
            told.accept(new TrailRead(
                    disclosures(entries, anchor.map(AuditHead::chain).orElse(""))));
        } catch (StateException e) {
            // Whoever closes interrupts, and that says nothing of the trail.
            if (!Thread.currentThread().isInterrupted()) {
                told.accept(new AccountEvent.TrailChecked(List.of("it cannot be read")));
            }
        }
    }

    /** By their places in their chains, whatever they say of when they were made. */
    private static List<TrailRead.Entry> disclosures(List<AuditEntry> entries, String own) {
        return entries.stream()
                .sorted(Comparator.comparingLong(AuditEntry::number))
                .flatMap(entry -> disclosure(entry, own))
                .toList();
    }

    private static Stream<TrailRead.Entry> disclosure(AuditEntry entry, String own) {
        return switch (entry.kind()) {
            case EXPORTED -> Stream.of(entry(entry, How.EXPORTED, false));
            case RESTORED -> Stream.of(entry(entry, How.RESTORED, false));
            // Its own is told in the moment that it happens.
            case REVEALED ->
                Stream.of(entry(
                        entry,
                        How.REVEALED,
                        entry.chain().equals(own) || entry.details().containsKey("heldByClient")));
            default -> Stream.empty();
        };
    }

    private static TrailRead.Entry entry(AuditEntry entry, How how, boolean expected) {
        var what = new Disclosed(Optional.empty(), how, by(entry), keys(entry), Optional.of(entry.at()));
        return new TrailRead.Entry(entry.chain(), entry.number(), expected, what);
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
        String strategy = entry.details().getOrDefault("strategy", "the process of chain " + entry.chain());
        return entry.details().getOrDefault("by", strategy);
    }
}
