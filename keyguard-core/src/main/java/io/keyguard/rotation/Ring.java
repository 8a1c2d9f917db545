/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.internal.ByAccount;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys in use at one moment. Immutable: a provider may keep what it derived from one for as long as it is the current one. */
public final class Ring {
    private final SortedMap<KeyId, LoadedKey> keys;
    private final ByAccount<LoadedKey> accounts;

    Ring(SortedMap<KeyId, LoadedKey> keys) {
        this.keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
        this.accounts = ByAccount.ofKeys(keys.values());
    }

    /** Returns the keys by their ids. */
    public SortedMap<KeyId, LoadedKey> byId() {
        return keys;
    }

    /** Returns the keys. */
    public Collection<LoadedKey> keys() {
        return keys.values();
    }

    /** Returns the keys of {@code account} at {@code venue}. */
    public List<LoadedKey> at(String venue, String account) {
        return accounts.at(venue, account);
    }
}
