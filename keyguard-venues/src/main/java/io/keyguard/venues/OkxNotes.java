/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.EMERGENCY;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.HOSTS;
import static io.keyguard.venues.Topic.LIFECYCLE;
import static io.keyguard.venues.Topic.LIMITS;
import static io.keyguard.venues.Topic.REQUESTS;
import static io.keyguard.venues.Topic.SESSIONS;
import static io.keyguard.venues.Topic.SIGNATURE;
import static io.keyguard.venues.Topic.USE;

import java.util.List;

/** What people should know of OKX. */
final class OkxNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "OKX",
            List.of(
                    Source.official("okx.com/docs-v5, a stored copy", "https://www.okx.com/docs-v5/en/", "2026-02-23")
                            .onEverything(),
                    Source.official(
                                    "python-okx, the official client",
                                    "https://github.com/okxapi/python-okx",
                                    "2026-07-07")
                            .on(USE, LIFECYCLE, SIGNATURE, EMERGENCY, HISTORY, REQUESTS),
                    Source.ccxt("hosts for Europe and the United States").on(HOSTS, LIMITS),
                    Source.official(
                                    "okx.com/docs-v5/log_en, the change log, a stored copy",
                                    "https://app.okx.com/docs-v5/log_en",
                                    "2026-01-29")
                            .on(USE, SESSIONS, LIMITS)),
            List.of(
                    "The sandbox is the same host with `x-simulated-trading: 1`, which the signer adds.",
                    "Parameters become one JSON object of strings; `json(document)` is sent byte for byte.",
                    "Orders count as spot, margin, derivatives or options by `instId` and `tdMode`; a cancellation of a pair counts as spot, because it names no"
                            + " mode. Batches are read item by item: items that need different rights are refused, and the riskiest decides. `tdMode` is"
                            + " `cash`, `cross`, `isolated`, `spot_isolated` or left out, and what is read (`side`, `posSide`, `reduceOnly`, …) is text, a"
                            + " number or a boolean: anything else is refused.",
                    "Orders and cancellations go over HTTP, by `instId`. With `instIdCode`, the number of an instrument, they are refused: OKX goes by it and ignores `instId`.",
                    "`trade` includes transfers, conversion, earn and loans; on a main account also administration, and with an address list the making of"
                            + " sub-account keys. Use a sub-account with `canTransOut=false`."),
            List.of(
                    "Keys of a main account: by hand on the website only. Keys of sub-accounts: `POST /api/v5/users/subaccount/apikey`,"
                            + " `modify-apikey`, `delete-apikey` with a main key that is bound to addresses; 50 keys to an account, 20 addresses to a key.",
                    "By API with the name of the sub-account, a label that no other of its keys has, and a passphrase of 8 to 32 characters, which becomes a string on the heap for that one request. A change"
                            + " always names rights and addresses, and counts as done once the venue repeats both. After a creation without an answer the key is found by its label in the list.",
                    "Tick *Read* and *Trade*, bind the key to your addresses, label it.",
                    "A key with `trade` or `withdraw` and without addresses lapses after 14 days without use."),
            List.of(
                    "WebSocket login: signed once, everything goes unsigned afterwards; changing or deleting the key closes it with code 4007. keyguard makes the login and sends no orders over it."),
            List.of(
                    "Open orders are cancelled in batches of 20, those that wait for a price or a time in batches of 10; both are listed. `cancel-all-after` (10 to 120 s) is a timer for all markets.",
                    "`set-transfer-out` of a sub-account (`EmergencyControls.freeze`) keeps money in it, and lets it trade on; sub-account keys can be deleted by API, a main account's own key cannot."),
            List.of(
                    "Balances `GET /api/v5/account/balance`; positions `/account/positions`; fills `/trade/fills-history`, of the last three months; deposits `/asset/deposit-history`; withdrawals"
                            + " `/asset/withdrawal-history`. What is asked for from before the three months is an error, not an empty list; the venue is asked for its time first.",
                    "Transfers are bookings: of the funding account (`/asset/bills-history`, types 20 to 23, 130 and 131) and of the trading account (`/account/bills-archive`, type 1, three months). What"
                            + " moves between the two stands there once out and once in. A booking has no state; its type is told instead.",
                    "A margin position is short where it is held in the quote currency, and then counted in it.",
                    "Logins and changes of keys: in the Security Center of the website alone."),
            List.of(
                    "**No orders over the WebSocket**: since March 2026 OKX takes them (placing, amending, cancelling) by `instIdCode` alone and ignores `instId`; which instrument a number stands for, only `GET /api/v5/public/instruments`"
                            + " tells, and it changes with the listings, so keyguard could not tell spot from options. `OkxSimulator` takes them as OKX does. That HTTP takes the number as well is UNCONFIRMED (users report it), and it is refused there too. [S4]",
                    "An amendment names no mode either and counts as spot for a pair, so a strategy with `TRADE_SPOT` on an account with margin orders can enlarge"
                            + " them. Give spot and margin strategies accounts of their own.",
                    "`reduceOnly` counts as reducing, but the documentation names it for futures mode and multi-currency margin alone. Whether OKX ignores or refuses it in portfolio margin is UNCONFIRMED: there, an order with it"
                            + " may open a position in a freeze.",
                    "UNCONFIRMED: the hosts for accounts of Europe (`eea`, `wseea`, `wseeapap`) and of the United States (`us`, `wsus`, `wsuspap`), which only ccxt names. [S3]",
                    "UNCONFIRMED: how soon a new key works and a deleted one does not; the form of labels; whether the ends of a time window are part of it.",
                    "UNCONFIRMED: how long a signed REST request stays valid (about 30 s is stated for the WebSocket login); the length of the parts of a key."));

    private OkxNotes() {}
}
