/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.incident.Freeze;
import io.keyguard.incident.FreezeGuard;
import io.keyguard.incident.FreezeReceipt;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.Notice;
import io.keyguard.incident.Notices;
import io.keyguard.internal.KeyguardExceptions;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Freezes of this process and of others on its host: set at once, kept as soon as the disk takes them, recorded and told. Thread-safe. */
final class StateFreezes {
    private final FreezeGuard guard;
    private final boolean kept;
    private final StateWriter writer;
    private final StateTrail trail;
    private final Notices notices;
    private final InstantSource clock;
    private final String who;
    /** Freezes that nobody keeps yet. */
    private final Queue<Freeze> unkept = new ConcurrentLinkedQueue<>();

    /** @param kept whether there is a state directory, where freezes outlive this process */
    StateFreezes(
            FreezeGuard guard,
            boolean kept,
            StateWriter writer,
            StateTrail trail,
            Notices notices,
            InstantSource clock,
            String who) {
        this.guard = guard;
        this.kept = kept;
        this.writer = writer;
        this.trail = trail;
        this.notices = notices;
        this.clock = clock;
        this.who = who;
    }

    /** Says what is frozen already, and begins to look for what others freeze and lift. */
    void begin() {
        if (!kept) {
            return;
        }
        guard.inForce().forEach(freeze -> trail.record(Kind.FROZEN, freeze.details()));
        try {
            guard.follow(this::frozenElsewhere);
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(null, "watching for freezes", e);
        }
    }

    private void frozenElsewhere(List<Freeze> fresh, List<Freeze> ended) {
        writer.add(guard::keepSeen);
        fresh.forEach(freeze -> tell(Kind.FROZEN, "frozen: ", freeze));
        ended.forEach(freeze -> tell(Kind.LIFTED, "no longer frozen: ", freeze));
    }

    private void tell(Kind kind, String words, Freeze freeze) {
        trail.record(kind, freeze.details());
        String text = words + freeze.scope() + " by " + freeze.by() + ", " + freeze.reason();
        notices.send(new Notice(clock.instant(), Notice.Kind.FREEZE, "", "", text, List.of()));
    }

    /** Freezes at once, and keeps it as soon as the disk takes it. */
    FreezeReceipt freeze(FreezeScope scope, String reason) {
        var freeze = Freeze.now(scope, clock.instant(), who, reason);
        boolean drained = guard.freeze(freeze);
        tell(Kind.FROZEN, "frozen: ", freeze);
        if (!kept) {
            return new FreezeReceipt(freeze, drained, Optional.of("there is no state directory"));
        }
        try {
            writer.now(() -> guard.keep(freeze));
            return new FreezeReceipt(freeze, drained, Optional.empty());
        } catch (StateException e) {
            keepLater(freeze);
            return new FreezeReceipt(freeze, drained, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    /** Freezes at once, unless that is frozen, and leaves the disk to the writer: whoever calls may be about to sign. */
    void freezeNow(FreezeScope scope, String reason) {
        if (guard.inForce().stream().anyMatch(freeze -> freeze.scope().equals(scope))) {
            return;
        }
        var freeze = Freeze.now(scope, clock.instant(), who, reason);
        guard.freeze(freeze);
        tell(Kind.FROZEN, "frozen: ", freeze);
        if (kept) {
            keepLater(freeze);
        }
    }

    /** Where too much waits already, it is taken up again with every tick: a freeze that is not kept ends with the process. */
    private void keepLater(Freeze freeze) {
        if (!writer.add(() -> guard.keep(freeze))) {
            unkept.add(freeze);
        }
    }

    /** Takes up what too much waited for. */
    void keepLeft() {
        for (Freeze freeze = unkept.poll(); freeze != null; freeze = unkept.poll()) {
            Freeze one = freeze;
            if (!writer.add(() -> guard.keep(one))) {
                unkept.add(one);
                return;
            }
        }
    }

    List<Freeze> inForce() {
        return guard.inForce();
    }

    FreezeGuard guard() {
        return guard;
    }

    void close() throws IOException {
        guard.close();
    }
}
