/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.source.ApiKey;
import java.util.Collection;
import java.util.Set;

/** Decides which keys may be used, before they are published. */
@FunctionalInterface
public interface KeyGate {
    /**
     * Checks {@code fresh}, which are new or have a new generation; {@code kept} passed before.
     *
     * <p>It may {@linkplain LoadedKey#restrict restrict} keys.
     */
    Verdict check(Collection<LoadedKey> fresh, Collection<LoadedKey> kept, Collection<Unloadable> unloadable);

    /**
     * A key whose material does not have its venue's form.
     *
     * @param key its labels; the material is wiped
     * @param reason why, in words, without the material
     */
    record Unloadable(ApiKey key, String reason) {}

    /**
     * What the gate decided.
     *
     * @param mayStart whether a ring may begin with these keys; once it runs, only {@code refused} counts
     * @param refused the fresh keys that must not be used
     * @param mayPass whether some key was not verified for a reason that may pass, so that asking again later makes sense
     * @param report why, in words; empty if there is nothing to say
     */
    record Verdict(boolean mayStart, Set<KeyId> refused, boolean mayPass, String report) {
        /** Nothing is refused. */
        public static final Verdict NOTHING_TO_SAY = new Verdict(true, Set.of(), false, "");

        /** Copies the set. */
        public Verdict {
            refused = Set.copyOf(refused);
        }
    }
}
