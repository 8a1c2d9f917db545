/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import io.keyguard.rotation.LoadedKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Things of accounts, found without a look at those of all others: a bot may have thousands. In their order. Immutable. */
public final class ByAccount<T> {
    private record Name(String venue, String account) {}

    private final Map<Name, List<T>> all = new HashMap<>();

    private ByAccount() {}

    /** Returns {@code things} by what {@code venue} and {@code account} say of each. */
    public static <T> ByAccount<T> of(
            Collection<? extends T> things, Function<T, String> venue, Function<T, String> account) {
        var table = new ByAccount<T>();
        for (T thing : things) {
            table.all
                    .computeIfAbsent(new Name(venue.apply(thing), account.apply(thing)), name -> new ArrayList<>(1))
                    .add(thing);
        }
        table.all.replaceAll((name, list) -> List.copyOf(list));
        return table;
    }

    /** Returns {@code keys} by their accounts. */
    public static ByAccount<LoadedKey> ofKeys(Collection<LoadedKey> keys) {
        return of(keys, key -> key.key().venue(), key -> key.key().account());
    }

    /** Returns those of {@code account} at {@code venue}. */
    public List<T> at(String venue, String account) {
        return all.getOrDefault(new Name(venue, account), List.of());
    }
}
