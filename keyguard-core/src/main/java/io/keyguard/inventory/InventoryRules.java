/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * When a line of the inventory is worth looking at. Immutable.
 *
 * @param due the age from which a key is due
 * @param limit the age beyond which no bot starts with it
 * @param unused how long a key or right may go unused
 * @param hosts the machines that keys may be used on; empty if nobody said
 */
public record InventoryRules(Duration due, Duration limit, Duration unused, Set<String> hosts) {
    /** Copies the set. */
    public InventoryRules {
        hosts = Collections.unmodifiableSet(new TreeSet<>(hosts));
    }

    /** Returns the usual rules: due after 60 days, at most 90, unused for 30, on any one machine. */
    public static InventoryRules usual() {
        return new InventoryRules(Duration.ofDays(60), Duration.ofDays(90), Duration.ofDays(30), Set.of());
    }

    /** Returns these rules with other ages. */
    public InventoryRules maxAge(Duration due, Duration limit) {
        return new InventoryRules(due, limit, unused, hosts);
    }

    /** Returns these rules with another time that a key or right may go unused. */
    public InventoryRules unusedAfter(Duration unused) {
        return new InventoryRules(due, limit, unused, hosts);
    }

    /** Returns these rules with {@code hosts} as the only machines that keys may be used on. */
    public InventoryRules onHosts(String... hosts) {
        return new InventoryRules(due, limit, unused, new TreeSet<>(Arrays.asList(hosts)));
    }
}
