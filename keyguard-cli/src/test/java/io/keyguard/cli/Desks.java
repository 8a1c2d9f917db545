/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Venue;
import java.util.List;

/** Desks of tests, whose vaults cost nothing to open. */
final class Desks {
    private Desks() {}

    static Desk cheap(Prompts prompts, Venue... venues) {
        return new Desk(prompts, VaultOptions.defaults().insecureCostForTests(), List.of(venues), 10);
    }
}
