/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this process does with its keys. The signing path counts; everything else happens once a second elsewhere. Its size is that of what was granted, not of what is
 * signed. Thread-safe.
 */
public final class UseLedger {
    private final String host;
    private final String service;
    private final String process;
    private final Map<KeyUse.Line, UseCounter> counters = new ConcurrentHashMap<>();
    private final Map<KeyUse.Line, KeyUse> uses = new LinkedHashMap<>();

    /**
     * Makes an empty ledger.
     *
     * @param host the machine
     * @param service what runs here, and its version
     * @param process the name of this process
     */
    public UseLedger(String host, String service, String process) {
        this.host = host;
        this.service = service;
        this.process = process;
    }

    /** Returns what counts the signatures of {@code strategy} that need {@code permission}. */
    public UseCounter counter(KeyId key, long generation, String strategy, Permission permission) {
        return counters.computeIfAbsent(
                new KeyUse.Line(key, generation, strategy, permission, host, service), line -> new UseCounter());
    }

    /** Looks at the counters, gives those that moved the time {@code now}, and returns their uses. */
    public synchronized List<KeyUse> tick(Instant now) {
        var moved = new ArrayList<KeyUse>();
        counters.forEach((line, counter) -> {
            KeyUse before = uses.get(line);
            long sum = counter.sum();
            if (sum != (before == null ? 0 : before.count())) {
                var use = new KeyUse(
                        line.key(),
                        line.generation(),
                        line.strategy(),
                        line.permission(),
                        host,
                        service,
                        process,
                        before == null ? now : before.first(),
                        now,
                        sum);
                uses.put(line, use);
                moved.add(use);
            }
        });
        return moved;
    }

    /** Returns every use so far, as of the last tick. */
    public synchronized Collection<KeyUse> uses() {
        return List.copyOf(uses.values());
    }
}
