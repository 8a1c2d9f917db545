/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.KeyguardException;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.Observed;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** When venues end keys by themselves, as far as they tell: the list of keys is asked for once for each account, and a key itself only where that does not say. */
final class Expiries {
    private final Workshop shop;
    private final VenueDoor door;
    private final Map<Account, Listed> lists = new HashMap<>();

    /** Whose keys one answer lists. */
    private record Account(String venue, Environment environment, Optional<KeyId> administrator, String name) {}

    /** What the venue answered, or why it did not. */
    private record Listed(List<ListedKey> keys, @Nullable KeyguardException failure) {}

    Expiries(Workshop shop, VenueDoor door) {
        this.shop = shop;
        this.door = door;
    }

    Map<KeyId, Instant> of(Collection<RotationPlan> plans, BiConsumer<KeyId, KeyguardException> unknown) {
        Map<KeyId, Instant> ends = new HashMap<>();
        Map<KeyId, ApiKey> keys =
                shop.keys(plans.stream().map(RotationPlan::key).collect(Collectors.toSet()));
        try {
            for (RotationPlan plan : plans) {
                try {
                    end(plan, keys.get(plan.key())).ifPresent(end -> ends.put(plan.key(), end));
                } catch (KeyguardException e) {
                    unknown.accept(plan.key(), e);
                }
            }
            return ends;
        } finally {
            keys.values().forEach(ApiKey::close);
        }
    }

    private Optional<Instant> end(RotationPlan plan, @Nullable ApiKey key) {
        Rotation row = shop.row(plan, key);
        if (door.administers(row)) {
            Optional<Observed<Instant>> listed = list(row).stream()
                    .filter(one -> one.id().value().equals(row.oldId()))
                    .map(ListedKey::expiry)
                    .findFirst();
            if (listed.isPresent() && listed.get().isKnown()) {
                return listed.get().value();
            }
        }
        return key == null || door.hasNonces(row)
                ? Optional.empty()
                : door.inspect(key).expiry().value();
    }

    private List<ListedKey> list(Rotation row) {
        var account = new Account(row.venue(), row.environment(), row.administrator(), row.text("account"));
        Listed listed = lists.computeIfAbsent(account, one -> ask(row));
        if (listed.failure() != null) {
            throw listed.failure();
        }
        return listed.keys();
    }

    /** A refusal is not asked for again for each key. */
    private Listed ask(Rotation row) {
        try {
            return new Listed(door.list(row), null);
        } catch (KeyguardException e) {
            return new Listed(List.of(), e);
        }
    }
}
