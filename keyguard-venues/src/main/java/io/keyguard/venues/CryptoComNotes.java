/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.ORDER_IDS;
import static io.keyguard.venues.Topic.REQUESTS;
import static io.keyguard.venues.Topic.USE;

import io.keyguard.Permission;
import io.keyguard.venue.KeyTraits;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** What people should know of Crypto.com, and what they do to make and end a key. */
final class CryptoComNotes {
    /** Source: exchange-developer.crypto.com, generating the API key. UNCONFIRMED and chosen cautiously: the words on the page but for User Center and API, labels, quota, how soon a new key works and a deleted one does not. */
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
                            "Log in at crypto.com/exchange with the account {account}, best a sub-account (its keys cannot reach the wallet, which is the main account's), and open *User Center*, *API*.",
                            "Create a new API key with the label {label}.",
                            "Choose exactly these permissions and no other: {rights}. Every key reads; the venue tells nobody afterwards what else one may do: write down what you chose, it is what the grant accepts in words.",
                            "Enter in the whitelist of IP addresses: {ips}.",
                            "Confirm with the second factor, and take over the API key and the secret key now ({algorithm}): the secret is not shown again."),
                    List.of(
                            "Log in at crypto.com/exchange and open *User Center*, *API*.",
                            "Find the key {label}, compare its beginning, delete it and confirm.",
                            "Its orders stay open: cancel them with another key. Close its WebSockets, which may outlive it."))
            .tryingOut(
                    Harmless.CRYPTO_COM, Permission.TRADE_SPOT, Permission.TRADE_MARGIN, Permission.TRADE_DERIVATIVES);

    static final VenueNotes NOTES = new VenueNotes(
            "Crypto.com Exchange",
            List.of(
                    Source.official(
                                    "exchange-developer.crypto.com: common references, digital signature, reason codes and methods; the OpenAPI document as stored in api-evangelist/crypto-com",
                                    "https://github.com/api-evangelist/crypto-com",
                                    "2026-08-22")
                            .onEverything(),
                    Source.official(
                                    "crypto-com/cdcx-cli, the official command line (length of `client_oid`)",
                                    "https://github.com/crypto-com/cdcx-cli",
                                    "2026-05")
                            .on(ORDER_IDS),
                    Source.ccxt("rows, spans of time, `spot_margin`, codes of the former version and 9010001")
                            .on(USE, HISTORY, REQUESTS, ERRORS)),
            List.of(
                    "Requests are the parameters of the method alone; keyguard puts id, key, signature and time around them. Values are text, numbers too, as the venue asks; `exec_inst` and `order_list` need `json(document)`.",
                    "No call tells what a key may do, from where, or until when. keyguard reads the balances, which proves that the key reads, and asks for a deposit address, which the venue shows with the permission to withdraw alone: shown, it proves that permission; refused, it proves"
                            + " nothing. Every other right stays unknown, and a grant accepts that in words: `acceptUnknown(\"chosen by hand, looked up\", …)`. The venue counts the refused question as a refusal.",
                    "The account's id is what `get-accounts` calls `this_account`; a key that may not ask that is stored without one.",
                    "Instruments are pairs, such as `BTC_USD`, or contracts, such as `BTCUSD-PERP` or with six digits of a date; others (options, predictions) are refused. `spot_margin` MARGIN makes an order of a pair `TRADE_MARGIN`.",
                    "An order of a contract with `REDUCE_ONLY` in `exec_inst`, and neither `leverage` nor `isolated_margin_amount`, reduces risk. `cancel-order`, `amend-order` and bots name no instrument and count as `TRADE_SPOT`."),
            List.of(
                    "By hand on the website only, as `venue.keys().stepsToCreate` says: make the new key with the same permissions and addresses, deploy it, delete the old one.",
                    "No end can be set, and whether keys lapse is not documented. UNCONFIRMED: how many keys there may be; one minute until a new key works and five until a deleted one does not."),
            List.of(
                    "`WS auth` signs `public/auth` for `wss://stream.crypto.com/exchange/v1/user`; send it a second after connecting, as limits are counted by the second of the connection. Afterwards orders travel without a signature for the life of the connection: it counts as all that the key can do.",
                    "`private/set-cancel-on-disconnect` works there alone and is not signed: send it yourself after the login."),
            List.of(
                    "`cancel-all-orders` cancels everything but what waits for a price, or one instrument with `instrument_name`; those are listed by `advanced/get-open-orders` and cancelled one by one. Cancellations are confirmed before they are done: look once more.",
                    "`close-position` closes one position. There is no timer but for WebSockets; no key can be disabled and no withdrawal stopped by API."),
            List.of(
                    "Balances `user-balance`; orders `get-open-orders` and `advanced/get-open-orders`; positions `get-positions`; executions `get-trades`, a day at a time, at most 10,000 of one, six months back, where the venue answers one question a second; deposits and withdrawals `get-deposit-history` and `get-withdrawal-history`, for"
                            + " main accounts alone.",
                    "Transfers between accounts are told as unknown. There is no history of logins or keys."),
            List.of(
                    "The signature covers method, id, key, parameters and time, but with nothing between names and values: whoever can change a request on its way can move characters from one to the next (`price` 1, `quantity` 20 has the signature of a field `price` that is `1quantity20`), or turn a list into"
                            + " text, and it is still good. What the venue makes of such a request is not known; no other method, key or time can be had that way.",
                    "A signed request is good for 60 seconds before and after its time, and that it is taken once is documented by a code alone (40006, duplicate request): repeating is assumed to work.",
                    "OCO, OTO and OTOCO orders, fiat withdrawals, links to bank accounts, OTC and making or changing bots are not listed.",
                    "UNCONFIRMED: which permission transfers between accounts need, so that both count as having it; whether a missing permission is told as 40101, which a wrong key and a wrong signature are too; that reading cannot be taken off a key, by which 40101 on the question for balances means that a key is dead; whether `advanced/get-open-orders` and `get-trades` tell all instruments where none is"
                            + " named, which is assumed; bounds and order of lists; the alphabet of `client_oid` and how long one cannot be used again; whether deleting a key closes its WebSocket."));

    private CryptoComNotes() {}
}
