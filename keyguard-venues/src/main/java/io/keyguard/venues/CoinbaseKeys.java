/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Permission;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.KeyTraits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How keys are made and ended at Coinbase: in the portal of the Developer Platform, by a person with two factors.
 *
 * <p>Sources: docs.cdp.coinbase.com, getting started (names of pages and buttons) and API key authentication. UNCONFIRMED and chosen cautiously: how many keys there may be; how long a new key is
 * refused (makers of bots speak of up to 48 hours); how long a deleted one is accepted; what a nickname may look like.
 */
final class CoinbaseKeys {
    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.empty(),
            Duration.ofDays(2),
            Duration.ofMinutes(10),
            true,
            Pattern.compile("[A-Za-z0-9._-]{1,32}"),
            Set.of(),
            false);

    private static final Map<String, String> WORDS = Map.of(
            Coinbase.VIEW,
            "'View'",
            Coinbase.TRADE,
            "'Trade'",
            Coinbase.TRANSFER,
            "'Transfer'",
            Coinbase.RECEIVE,
            "'Receive'",
            SignatureAlgorithm.ECDSA_P256_SHA256.name(),
            "'ECDSA'",
            SignatureAlgorithm.ED25519.name(),
            "'Ed25519'");

    static final KeyLifecycle KEYS = new PageWords(
            KeyMaking.byHand(
                            TRAITS,
                            List.of(
                                    "Sign in at https://portal.cdp.coinbase.com, open 'Access', then 'API Keys', and press 'Create API key' for a secret key.",
                                    "Enter the nickname '{label}'.",
                                    "Under 'API restrictions' choose the portfolio '{account}' and enter into the IP allowlist: {ips}.",
                                    "Tick exactly these permissions and no other: {rights}.",
                                    "Under the advanced settings choose the signature algorithm {algorithm}.",
                                    "Press 'Create API key' and confirm with two factors. Store the key's name and the private key, which is shown this once, with 'keyguard vault add' or 'replace'.",
                                    "Leave the page. Delete the file if the browser has saved one, and keep no copy of the private key, in no chat or clipboard."),
                            List.of(
                                    "Sign in at https://portal.cdp.coinbase.com, open 'Access', then 'API Keys'.",
                                    "Find the key with the nickname '{label}', make sure by its date that it is the old one, delete it and confirm with two factors.",
                                    "Tokens of the key live for up to two minutes; whether an open WebSocket ends with it is not documented: close it."))
                    .tryingOut(Harmless.COINBASE, Permission.TRADE_SPOT, Permission.TRADE_DERIVATIVES),
            WORDS);

    private CoinbaseKeys() {}
}
