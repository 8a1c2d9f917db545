/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import java.time.Instant;
import java.util.Optional;

/** Redaction caught a secret on its way out: masked there, but whatever wrote it may have written it elsewhere too. */
final class LeakedSecret implements Rule {
    private final Alarms alarms;

    LeakedSecret(Watching watching) {
        this.alarms = watching.alarms();
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Caught caught) {
            alarms.raise(
                    now,
                    Signal.LEAKED_SECRET,
                    id(caught.key()),
                    caught.sink(),
                    Confidence.LIKELY,
                    "'" + caught.key() + "' was masked on its way to " + caught.sink());
        }
    }

    /** Redaction tells the kind of secret where it knows no key. */
    private static Optional<KeyId> id(String name) {
        try {
            return Optional.of(KeyId.of(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
