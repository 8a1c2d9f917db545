/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import io.keyguard.KeyId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where keys are kept and changed, several in one step, and only as long as nobody else has changed them. Thread-safe. */
public interface KeyStore {
    /**
     * Reads all keys as they stand now. The snapshot belongs to the caller, who closes its keys.
     *
     * @throws io.keyguard.KeyguardException if they cannot be read
     */
    KeySnapshot read();

    /**
     * Reads those of the keys called {@code ids} that are there, as they stand now. The snapshot belongs to the caller, who closes its keys. A store overrides this that need not make all keys for it.
     *
     * @throws io.keyguard.KeyguardException if they cannot be read
     */
    default KeySnapshot read(Set<KeyId> ids) {
        KeySnapshot all = read();
        var chosen = new ArrayList<ApiKey>();
        all.keys().forEach((id, key) -> {
            if (ids.contains(id)) {
                chosen.add(key);
            } else {
                key.close();
            }
        });
        return new KeySnapshot(all.generation(), chosen);
    }

    /**
     * Returns what is another after every change, whoever made it, if that is found out without reading keys; empty otherwise. While it stays, what was read after it was first returned need not be read again.
     *
     * @throws io.keyguard.KeyguardException if the store cannot be looked at
     */
    default Optional<String> mark() {
        return Optional.empty();
    }

    /**
     * Puts keys in place and takes keys away, durably and in one step, if the store is as expected.
     *
     * @param expected the generations that keys must have; 0: there must be none
     * @param put with the generation and time that they carry; they stay the caller's to close
     * @param remove keys that may be missing
     * @return whether it was done; if not, somebody else has changed a key, and nothing was
     * @throws io.keyguard.KeyguardException if it failed; whether it was done, reading tells
     */
    boolean change(Map<KeyId, Long> expected, Collection<ApiKey> put, Set<KeyId> remove);
}
