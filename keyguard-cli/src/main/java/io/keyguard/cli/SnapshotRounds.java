/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.KeyguardException;
import io.keyguard.incident.Notice;
import io.keyguard.incident.Notices;
import io.keyguard.internal.PlainText;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Keeps accounts as known to be good, round by round: one with a change that has no reason stays as it was kept before, and people are told, once for each thing that is new. */
final class SnapshotRounds {
    private final IncidentKeys keys;
    private final Path state;
    private final Predicate<String> ours;
    private final Notices notices;
    private final Consumer<String> listener;
    private final Map<String, List<String>> told = new HashMap<>();

    /** How many accounts were kept, and how many were not. */
    record Kept(int kept, int notKept) {}

    SnapshotRounds(IncidentKeys keys, Path state, Predicate<String> ours, Notices notices, Consumer<String> listener) {
        this.keys = keys;
        this.state = state;
        this.ours = ours;
        this.notices = notices;
        this.listener = listener;
    }

    /** @param checked whether an account is kept only if what changed has a reason */
    Kept once(boolean checked) {
        if (!checked) {
            return new Kept(keys.keepSnapshots(key -> true, state), 0);
        }
        int kept = 0;
        int notKept = 0;
        for (IncidentKeys.Account account : keys.accounts(state)) {
            List<String> open = open(account);
            kept += open.isEmpty() ? 1 : 0;
            notKept += open.isEmpty() ? 0 : 1;
            tell(account.name(), open);
        }
        return new Kept(kept, notKept);
    }

    /** What has no reason; empty if it was kept. */
    private List<String> open(IncidentKeys.Account account) {
        try {
            return account.keepIfGood(ours);
        } catch (KeyguardException e) {
            return List.of("it could not be looked at: " + e.getMessage());
        }
    }

    private void tell(String account, List<String> open) {
        boolean isNew = !open.isEmpty() && !open.equals(told.put(account, open));
        if (open.isEmpty()) {
            told.remove(account);
        }
        if (isNew) {
            listener.accept(account + " is NOT kept as known to be good:");
            open.forEach(line -> listener.accept("    - " + PlainText.of(line)));
            String text = account + " changed without a reason; it is not kept as known to be good";
            notices.send(new Notice(Instant.now(), Notice.Kind.ALARM, "", "", text, open));
        }
    }
}
