/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.Environment;
import io.keyguard.venue.Venue;
import io.keyguard.venues.Venues;
import java.net.URI;
import java.util.Arrays;

/** {@link Main} with one venue at another address, and vaults that cost nothing to open; the terminal is the real one. */
final class TerminalProbe {
    private TerminalProbe() {}

    /** The id of the venue, its address, and the command line. */
    public static void main(String[] args) {
        Venue venue = Venues.all().stream()
                .filter(one -> one.id().equals(args[0]))
                .findFirst()
                .orElseThrow()
                .servedAt(Environment.PRODUCTION, URI.create(args[1]));
        Desk desk = Desks.cheap(new Prompts.Terminal(), venue);
        System.exit(Main.commandLine(desk).execute(Arrays.copyOfRange(args, 2, args.length)));
    }
}
