/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.venue.KeyTraits;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keys of BitMEX, which people make and delete: the calls that once did are no longer documented.
 *
 * <p>Source: bitmex.com/app/apiKeysUsage ("API Keys cannot be used to create other API Keys"), the swagger document (names of at most 64 characters). UNCONFIRMED and chosen cautiously: how soon a new key works and a deleted one
 * does not; how many keys an account may have; the words on the page.
 */
final class BitmexKeys {
    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.empty(),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            true,
            Pattern.compile("[A-Za-z0-9_-]{1,64}"),
            Set.of(),
            false);

    static final KeyMaking MAKING = KeyMaking.byHand(
            TRAITS,
            List.of(
                    "Log in at www.bitmex.com (testnet.bitmex.com for the sandbox) and open the API key management of the account {account}: www.bitmex.com/app/apiKeys.",
                    "Enter the name {label}.",
                    "Enter under 'CIDR' these addresses, one by one, a single address with /32: {ips}.",
                    "Choose exactly these permissions: {rights}. 'default' is nothing to choose; 'order' and 'orderCancel' exclude each other.",
                    "Create the key, and take over its id and its secret now ({algorithm}): the secret is not shown again."),
            List.of(
                    "Log in at www.bitmex.com (testnet.bitmex.com for the sandbox) and open www.bitmex.com/app/apiKeys.",
                    "Find the key with the name {label}, compare its id, delete it and confirm.",
                    "Its open WebSockets may outlive it: close them."));

    private BitmexKeys() {}
}
