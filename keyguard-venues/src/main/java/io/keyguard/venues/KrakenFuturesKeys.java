/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Permission;
import io.keyguard.venue.KeyTraits;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keys of Kraken Futures, which people make and delete.
 *
 * <p>Source: support.kraken.com, how to create an API key for Kraken Derivatives (at most 50 keys, the words on the page). UNCONFIRMED and chosen cautiously: how soon a new key works and a deleted one
 * does not; that the page asks for a name, and which.
 */
final class KrakenFuturesKeys {
    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.of(50),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            true,
            Pattern.compile("[A-Za-z0-9_-]{1,32}"),
            Set.of(),
            false);

    static final KeyMaking MAKING = KeyMaking.byHand(
                    TRAITS,
                    List.of(
                            "Log in to Kraken Futures (Kraken Pro, Derivatives) with the account {account}.",
                            "Click on the name in the upper right corner, choose *Settings* and, in the *API* panel, *Create Key*.",
                            "If the page asks for a name, enter {label}; if not, note the beginning of the public key beside {label}.",
                            "Choose exactly these levels and *No Access* for a setting that is not named: {rights}. On the page, general is *General API* and transfer *Withdrawal API*;"
                                    + " READ_ONLY is *Read Only* and FULL_ACCESS *Full Access*, and where general is named with both, choose *Full Access*.",
                            "Restrict the key to these addresses: {ips}.",
                            "Choose *Create Key*, and take over the public and the private key now ({algorithm}): the private one is not shown again."),
                    List.of(
                            "Log in to Kraken Futures, click on the name in the upper right corner and choose *Settings*, *API*.",
                            "Find the key that was noted as {label}, compare the beginning of its public key, delete it and confirm."))
            .tryingOut(Harmless.KRAKEN_FUTURES, Permission.TRADE_DERIVATIVES);

    private KrakenFuturesKeys() {}
}
