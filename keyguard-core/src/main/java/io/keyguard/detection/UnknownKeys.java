/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.venue.ListedKey;
import java.time.Instant;
import java.util.Optional;

/** The venue lists a key that nobody here knows: how a thief with the account's password stays. */
final class UnknownKeys implements Rule {
    private final Watching watching;

    UnknownKeys(Watching watching) {
        this.watching = watching;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.KeysListed keys) {
            for (ListedKey key : keys.listed()) {
                if (!keys.known().contains(key.id())
                        && !watching.announcements().explain(Change.KEYS, now)) {
                    watching.alarms()
                            .raise(
                                    now,
                                    Signal.UNKNOWN_KEY,
                                    Optional.empty(),
                                    key.id().value(),
                                    Confidence.CERTAIN,
                                    "the venue lists key " + key.id() + ", which nobody here knows");
                }
            }
        }
    }
}
