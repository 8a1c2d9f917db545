/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.util.Map.entry;

import io.keyguard.Permission;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.KeyTraits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How keys are made and ended at Kraken spot: on the website, by a person.
 *
 * <p>Sources: support.kraken.com, how to create a spot API key (August 2025: names are unique within an account), docs.kraken.com, API key permissions, and the permissions that the pages of
 * the calls name. UNCONFIRMED and chosen cautiously: how many keys there may be, how long a new key is refused and a deleted one accepted, what a name may look like, what the two rights to
 * withdrawal addresses are called on the page.
 */
final class KrakenKeys {
    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.empty(),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            true,
            Pattern.compile("[A-Za-z0-9._-]{1,32}"),
            Set.of(),
            false);

    private static final Map<String, String> WORDS = Map.ofEntries(
            entry("query-funds", "'Funds permissions: Query'"),
            entry("add-funds", "'Funds permissions: Deposit'"),
            entry("withdraw-funds", "'Funds permissions: Withdraw'"),
            entry("earn-funds", "'Funds permissions: Earn'"),
            entry("query-open-trades", "'Orders and trades: Query open orders & trades'"),
            entry("query-closed-trades", "'Orders and trades: Query closed orders & trades'"),
            entry("modify-trades", "'Orders and trades: Create & modify orders'"),
            entry("close-trades", "'Orders and trades: Cancel & close orders'"),
            entry("query-ledger", "'Data: Query ledger entries'"),
            entry("export-data", "'Data: Export data'"),
            entry("create-ws-token", "'WebSocket interface: On'"));

    static final KeyLifecycle KEYS = new PageWords(
            KeyMaking.byHand(
                            TRAITS,
                            List.of(
                                    "Sign in at https://www.kraken.com as '{account}', open 'Settings', then 'API', and press 'Create API key'.",
                                    "Enter the name '{label}'; no other key of the account may have it.",
                                    "Tick exactly these permissions and no other: {rights}.",
                                    "Turn on the restriction to IP addresses and enter: {ips}.",
                                    "Leave the nonce window at 0 and the query dates empty, set no two-factor method for the key (keyguard sends no one-time password), and set an expiry only if the key is to"
                                            + " end by itself.",
                                    "Press 'Generate key' and confirm. Store the API key and the private key, which is shown this once, with 'keyguard vault add' or 'replace'; algorithm {algorithm}.",
                                    "Leave the page. Keep no copy of the private key, in no file, chat or clipboard."),
                            List.of(
                                    "Sign in at https://www.kraken.com, open 'Settings', then 'API'.",
                                    "Find the key named '{label}', make sure by its date that it is the old one, delete it and confirm.",
                                    "Whether a WebSocket that the key has opened ends with it is not documented: cancel all orders with another key, and look for new ones."))
                    .tryingOut(Harmless.KRAKEN_ORDER, Permission.TRADE_SPOT, Permission.TRADE_MARGIN)
                    .tryingOut(Harmless.KRAKEN_FUNDS, Permission.READ_ACCOUNT),
            WORDS);

    private KrakenKeys() {}
}
