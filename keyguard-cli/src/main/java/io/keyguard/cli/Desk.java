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
 */
record Desk(Prompts prompts, VaultOptions options, List<Venue> venues) {
    /** The terminal and the venues themselves. */
    static Desk usual() {
        return new Desk(
                new Prompts.Terminal(),
                VaultOptions.defaults(),
                List.of(Venues.binance(), Venues.okx(), Venues.kraken()));
    }
}
