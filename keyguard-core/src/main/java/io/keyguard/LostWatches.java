/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.audit.Audit;
import io.keyguard.audit.AuditEntry;
import io.keyguard.detection.WatchStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which watches have been here, by the audit trail: whoever takes away what they knew makes the next one begin as if nothing had happened. */
final class LostWatches {
    private static final String WATCH = "watch ";
    private static final String GRANT = "grant ";

    private LostWatches() {}

    /** {@code configuration} with the accounts that are watched, as {@code venue/account}. */
    static Map<String, String> configuration(Map<String, String> configuration, Set<String> watched) {
        var details = new TreeMap<>(configuration);
        watched.forEach(account -> details.put(WATCH + account, "yes"));
        return details;
    }

    /** Those of {@code missing}, of which nothing was left, that the last process to use them watched. */
    static Set<String> among(Set<String> missing, Path state) throws IOException {
        Set<String> lost = missing.isEmpty() ? Set.of() : watched(missing, state);
        if (!lost.isEmpty()) {
            // After the trail, which says that somebody watches only once there is something to be found.
            lost.removeAll(WatchStore.accounts(state));
        }
        return lost;
    }

    private static Set<String> watched(Set<String> accounts, Path state) {
        var watched = new TreeSet<String>();
        try {
            Audit.in(state).entries().stream()
                    .filter(entry -> entry.kind() == AuditEntry.Kind.CONFIGURED)
                    .map(AuditEntry::details)
                    .forEach(details -> accounts.forEach(account -> {
                        if (details.containsKey(WATCH + account)) {
                            watched.add(account);
                        } else if (uses(details, account)) {
                            // Unwatched: then what was known is thrown away.
                            watched.remove(account);
                        }
                    }));
        } catch (StateException e) {
            // That is told of the trail itself, and keeps nobody from starting.
            watched.clear();
        }
        return watched;
    }

    private static boolean uses(Map<String, String> details, String account) {
        String all = details.entrySet().stream()
                .filter(detail -> detail.getKey().startsWith(GRANT))
                .map(detail -> "; " + detail.getValue())
                .collect(Collectors.joining());
        return all.contains("; " + account + " ");
    }
}
