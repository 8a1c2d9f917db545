/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.EMERGENCY;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.LIMITS;
import static io.keyguard.venues.Topic.REQUESTS;

import io.keyguard.Permission;
import io.keyguard.venue.KeyTraits;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** What people should know of NiceHash, and what they do to make and end a key. */
final class NicehashNotes {
    /** Source: nicehash.com/docs ("API keys", permissions). UNCONFIRMED and chosen cautiously: quota, how soon a new key works and a deleted one does not, the list of addresses. */
    static final KeyMaking KEYS = KeyMaking.byHand(
                    new KeyTraits(
                            OptionalInt.empty(),
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(5),
                            true,
                            Pattern.compile("[A-Za-z0-9_-]{1,32}"),
                            Set.of(),
                            false),
                    List.of(
                            "Log in at www.nicehash.com (test.nicehash.com for the sandbox) with the account {account} and open *Settings*, *API keys*.",
                            "Choose *Create new API key* and enter the name {label}.",
                            "Tick exactly these permissions and no other: {rights}. Never *Whitelist new withdrawal address* (WNWA), and *Manage pools* (MAPO) only for who sets up pools: it redirects what others buy.",
                            "If the page offers a list of addresses, enter: {ips}.",
                            "Confirm with the second factor, and take over key and secret now ({algorithm}): the secret is not shown again. Note the organisation id: it is the key's account id."),
                    List.of(
                            "Log in at www.nicehash.com (test.nicehash.com for the sandbox) and open *Settings*, *API keys*.",
                            "Find the key {label}, compare its beginning, delete it and confirm with the second factor.",
                            "Compare the saved withdrawal addresses and the pools with the pinned ones."))
            .tryingOut(Harmless.NICEHASH, Permission.TRADE_HASHPOWER);

    static final VenueNotes NOTES = new VenueNotes(
            "NiceHash",
            List.of(
                    Source.official(
                                    "nicehash.com/docs (permission codes, signature and its example), as stored",
                                    "https://www.nicehash.com/docs",
                                    "2026")
                            .onEverythingBut(HISTORY),
                    Source.official(
                                    "nicehash/rest-clients-demo (paths and fields)",
                                    "https://github.com/nicehash/rest-clients-demo",
                                    "2024-10")
                            .on(EMERGENCY, HISTORY, REQUESTS, LIMITS),
                    Source.other(
                                    "GutoScherer/nicehash-client (list of endpoints)",
                                    "https://github.com/GutoScherer/nicehash-client",
                                    "2026")
                            .on(HISTORY, REQUESTS)),
            List.of(
                    "Store the organisation id as account id: it is signed, and goes out as `X-Organization-Id`. A key without it is not loaded.",
                    "The sandbox is api-test.nicehash.com, with accounts and keys of its own.",
                    "Parameters are the query with every method; what is to be the body is a `json(document)`, which orders, pools and withdrawals must be.",
                    "Hashpower goes to a saved pool: an order names its `poolId`, and a pool is `host:port user`. Both are destinations, and so is the `withdrawalAddressId` of a withdrawal. They are signed if they are"
                            + " pinned, and not otherwise. Making or changing a pool needs `PAYOUT_SETTINGS`: it redirects every order that names the pool, running ones too.",
                    "The venue tells no rights of a key. That `GET /main/api/v2/accounting/accounts2` was answered shows `VBTD`; every other right is unknown, and a grant accepts in words what it"
                            + " relies on, for instance `acceptUnknown(\"ticked VBTD, VHOR, PRCO, ELCO alone, see ticket 17\", WITHDRAW, …)`. A key without `VBTD` is refused at start.",
                    "Refills and changes of price and limit add risk; cancelling, and stopping rigs, reduce it."),
            List.of(
                    "By hand on the website only, with a second factor. Old and new work side by side.",
                    "A dead key is refused with 401, in the words for a wrong time, nonce or signature (\"Invalid session\"): only beside another key of the account that is accepted, `VBTD` ticked, it is proven dead.",
                    "No end is documented. A list of addresses for a key is mentioned by a guide and UNCONFIRMED."),
            List.of(
                    "The private WebSocket (STOMP) is data alone as far as seen; how it is authenticated is not documented, and keyguard does not open it."),
            List.of(
                    "Hashpower orders are cancelled one by one (`cancelAll`); rigs stop with `POST /main/api/v2/mining/rigs/status2` and `\"action\":\"STOP\"`. There is no timer, and no key can be disabled by API."),
            List.of(
                    "Wallets `/accounting/accounts2`, deposits and withdrawals `/accounting/deposits/{currency}` and `/accounting/withdrawals/{currency}`, orders `/hashpower/myOrders`. There is no list of logins.",
                    "`AccountReader.payouts` tells saved withdrawal addresses by their ids, and the pool of each running order twice: by its id, and as `host:port user`. Pin both for a watch: whoever has `MAPO` moves a pool, which keeps its id."),
            List.of(
                    "Time, nonce, method, path, query and body are signed, so a captured request cannot be changed, and not be sent twice. `X-Request-Id` and every other header are not signed.",
                    "A request that was held back is accepted for five minutes, ten if the clock that signed it was five ahead.",
                    "Whitelisting addresses and the exchange are not signed at all: their fields were not found in official documents.",
                    "ccxt does not have NiceHash, so nothing was compared with it.",
                    "UNCONFIRMED: numbers of errors (the status alone is believed); what VITR, MAUS and MASE allow; the filters of `myOrders`; the fields of deposits and withdrawals; whether a key can be bound to"
                            + " addresses."));

    private NicehashNotes() {}
}
