/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Venue;
import io.keyguard.venues.Venues;
import java.util.List;

/**
 * What commands work with. Immutable.
 *
 * @param prompts who is asked
 * @param options how vaults are made and opened
 * @param venues the venues that can be asked
 * @param scryptLogN the work factor of passphrases of backups: 2 to the power of this
 */
record Desk(Prompts prompts, VaultOptions options, List<Venue> venues, int scryptLogN) {
    /** What age takes: 256 MiB for about a second. */
    private static final int AGES_OWN = 18;

    /** The terminal and the venues themselves. */
    static Desk usual() {
        return new Desk(new Prompts.Terminal(), VaultOptions.defaults(), List.copyOf(Venues.all()), AGES_OWN);
    }
}
