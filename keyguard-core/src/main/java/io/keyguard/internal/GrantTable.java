/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import io.keyguard.Grant;
import io.keyguard.source.ApiKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was granted, by strategy and account. Immutable. */
public final class GrantTable {
    private final Map<String, ByAccount<Grant>> strategies = new HashMap<>();

    private GrantTable() {}

    /** Returns {@code grants}, which stand under the strategies that have them. */
    public static GrantTable of(Map<String, List<Grant>> grants) {
        var table = new GrantTable();
        grants.forEach(
                (strategy, list) -> table.strategies.put(strategy, ByAccount.of(list, Grant::venue, Grant::account)));
        return table;
    }

    /** Returns the grants that {@code strategy} has on {@code key}. */
    public List<Grant> of(String strategy, ApiKey key) {
        ByAccount<Grant> own = strategies.get(strategy);
        return own == null ? List.of() : own.at(key.venue(), key.account());
    }

    /** Returns the grants that all strategies of {@code key} have on it. */
    public List<Grant> of(ApiKey key) {
        return key.strategies().stream()
                .map(strategy -> of(strategy, key))
                .flatMap(Collection::stream)
                .toList();
    }
}
