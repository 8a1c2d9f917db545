/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.incident.Investigation;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Venue;
import java.util.ArrayList;
import java.util.List;

/** Desks of tests, whose vaults cost nothing to open, and what was found at them. */
final class Desks {
    private Desks() {}

    static List<String> found(Investigation where) throws Exception {
        var lines = new ArrayList<String>();
        where.look(lines::add);
        return lines;
    }

    static Desk cheap(Prompts prompts, Venue... venues) {
        return new Desk(prompts, VaultOptions.defaults().insecureCostForTests(), List.of(venues), 10);
    }
}
