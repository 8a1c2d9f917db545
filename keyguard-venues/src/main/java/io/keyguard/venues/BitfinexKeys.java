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
 * Keys of Bitfinex, which people make and delete. Tokens, which an API call makes, are no keys: the venue does not list them, and takes one back only from who shows it, so that they are made by a source and not by rotations.
 *
 * <p>Source: docs.bitfinex.com and the support pages (20 addresses to a key, confirmation by mail). UNCONFIRMED and chosen cautiously: how soon a new key works and a deleted one does not; how many keys an account may have; the words on the page.
 */
final class BitfinexKeys {
    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.empty(),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            true,
            Pattern.compile("[A-Za-z0-9_-]{1,32}"),
            Set.of(),
            false);

    static final KeyMaking MAKING = KeyMaking.byHand(
                    TRAITS,
                    List.of(
                            "Log in at www.bitfinex.com to the account {account} (a sub-account by its own login), and open 'API Keys', 'Create New Key'.",
                            "Switch on exactly these permissions and no other ('orders:read' is reading under 'Orders', 'orders:write' is writing there; 'connection' is nothing to switch on): {rights}.",
                            "Enter under the restriction to IP addresses these, at most 20: {ips}.",
                            "Enter the label {label}, and generate the key; confirm with the second factor, and by the link in the mail.",
                            "Take over key and secret now ({algorithm}): the secret is not shown again. Use the key in one process alone: its nonces only grow."),
                    List.of(
                            "Log in at www.bitfinex.com to the account of the key, and open 'API Keys'.",
                            "Find the key with the label {label}, compare its first characters, delete it and confirm with the second factor.",
                            "Close its WebSockets, and wait until its tokens have ended: they may outlive it."))
            .makingTokens(new BitfinexTokens())
            .tryingOut(Harmless.BITFINEX, Permission.TRADE_SPOT, Permission.TRADE_MARGIN, Permission.TRADE_DERIVATIVES);

    private BitfinexKeys() {}
}
