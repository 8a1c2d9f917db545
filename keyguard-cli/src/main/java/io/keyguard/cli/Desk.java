/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
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

    private static final String ONE_TIME_PASSWORD = "One-time password of the second factor at HTX";

    /** The terminal and the venues themselves. */
    static Desk usual() {
        Prompts terminal = new Prompts.Terminal();
        return new Desk(terminal, VaultOptions.defaults(), venues(terminal), AGES_OWN);
    }

    /** The terminal, and {@code venues}. */
    static Desk at(List<Venue> venues) {
        return new Desk(new Prompts.Terminal(), VaultOptions.defaults(), List.copyOf(venues), AGES_OWN);
    }

    /** All venues; where one asks for a one-time password when a key is made, {@code prompts} does. */
    static List<Venue> venues(Prompts prompts) {
        String htx = Venues.htx().id();
        return Venues.all().stream()
                .<Venue>map(venue -> venue.id().equals(htx) ? Venues.htx(() -> oneTimePassword(prompts)) : venue)
                .toList();
    }

    /** Enter alone is a slip, which is to cost no rotation; twice is an answer. */
    private static SecretBytes oneTimePassword(Prompts prompts) {
        try {
            char[] typed = prompts.secret(ONE_TIME_PASSWORD);
            if (typed.length == 0) {
                typed = prompts.secret("Nothing was typed. " + ONE_TIME_PASSWORD);
            }
            if (typed.length > 0) {
                return ApiKey.typed(typed);
            }
        } catch (IllegalArgumentException e) {
            throw withoutPassword("there is no terminal to ask at");
        }
        throw withoutPassword("none was typed");
    }

    private static RuntimeException withoutPassword(String why) {
        return KeyguardExceptions.notByApi(Venues.htx().id(), "make a key without a one-time password, and " + why);
    }
}
