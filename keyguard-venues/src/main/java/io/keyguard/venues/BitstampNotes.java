/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.LIMITS;
import static io.keyguard.venues.Topic.ORDER_IDS;
import static io.keyguard.venues.Topic.REQUESTS;
import static io.keyguard.venues.Topic.RIGHTS;
import static io.keyguard.venues.Topic.SIGNATURE;
import static io.keyguard.venues.Topic.USE;

import io.keyguard.Permission;
import io.keyguard.venue.KeyTraits;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** What people should know of Bitstamp, and what they do to make and end a key. */
final class BitstampNotes {
    /** Source: bitstamp.net/api and the venue's settings. UNCONFIRMED and chosen cautiously: the words on the page, labels, quota, how soon a new key works and a deleted one does not. */
    static final KeyMaking KEYS = KeyMaking.byHand(
                    new KeyTraits(
                            OptionalInt.empty(),
                            Duration.ofMinutes(5),
                            Duration.ofMinutes(5),
                            true,
                            Pattern.compile("[A-Za-z0-9_-]{1,32}"),
                            Set.of(),
                            false),
                    List.of(
                            "Log in at www.bitstamp.net with the account {account} (a key is of one account: of the main one, or of a sub-account) and open *Settings*, *API access*.",
                            "Choose *New API key* and enter the name {label}.",
                            "Tick exactly these permissions and no other: {rights}. The venue tells nobody afterwards what a key may do: write down what you ticked, it is what the grant accepts in words.",
                            "Enter under *Whitelisted IP addresses*: {ips}.",
                            "Save with the second factor and confirm by the email, without which the key is not active.",
                            "Take over key and secret now ({algorithm}): the secret is not shown again. Store the key without an account id, which no answer tells."),
                    List.of(
                            "Log in at www.bitstamp.net and open *Settings*, *API access*.",
                            "Find the key {label}, compare its beginning, delete it and confirm.",
                            "In an emergency `revoke_all_api_keys` ends all keys of the account at once, those of living bots too."))
            .tryingOut(Harmless.BITSTAMP, Permission.TRADE_SPOT);

    static final VenueNotes NOTES = new VenueNotes(
            "Bitstamp",
            List.of(
                    Source.official(
                                    "bitstamp.net/api, functions and response codes, as stored",
                                    "https://www.bitstamp.net/api/",
                                    "2026")
                            .onEverything(),
                    Source.ccxt("the signature, rows, sentences of errors").on(SIGNATURE, HISTORY, REQUESTS, ERRORS),
                    Source.other(
                                    "formancehq/payments, its mapping of Bitstamp (probed: scope of keys, pages, what is shown to whom)",
                                    "https://github.com/formancehq/payments",
                                    "2026")
                            .on(RIGHTS, HISTORY, LIMITS),
                    Source.other(
                                    "JKorf/Bitstamp.Net (fields of orders, contracts)",
                                    "https://github.com/JKorf/Bitstamp.Net",
                                    "2026")
                            .on(USE, ORDER_IDS, REQUESTS)),
            List.of(
                    "Parameters are a form with `POST` and the query with `GET`; documents are not taken. Paths are written without the slash at their end, which the signer adds. A `POST` without parameters has neither body nor type of one, which the venue wants so.",
                    "No call tells what a key may do, from where, or until when. keyguard reads the balances, which proves that the key reads; every other right that it may have stays unknown and is never taken for missing. A grant accepts that in words:"
                            + " `acceptUnknown(\"ticked by hand, looked up\", …)`. Nothing is tried out to learn more: an order or a withdrawal with wrong amounts might be taken for a right one.",
                    "No answer names the account either, so a key is stored without an account id, and that it is of the right account stays a note of the report.",
                    "Markets in paths are pairs, such as `btcusd`, or contracts, such as `btcusd-perp`; an order takes the fields that are documented for its market. Whether `reduce_only` reduces is UNCONFIRMED, so every order adds risk.",
                    "`cancel_order` and `replace_order` name no market and count as `TRADE_SPOT`; a strategy that trades contracts alone cancels with `cancel_all_orders/{market}`.",
                    "`{asset}_withdrawal`, `withdrawal/open` and rejecting a deposit need `WITHDRAW`; `{asset}_address` needs `DEPOSIT`.",
                    "There is no sandbox that is documented: use `STAGING` with another account. Sub-accounts have keys of their own."),
            List.of(
                    "By hand on the website only, as `venue.keys().stepsToCreate` says, with a second factor and a confirmation by email: make the new key with the same permissions and addresses, deploy it, delete the old one.",
                    "No end can be set, and whether keys lapse is not documented. UNCONFIRMED: whether the permission to withdraw asks for a list of addresses; how many keys there may be; five minutes until a new key works and a deleted one does not."),
            List.of(
                    "`websockets_token`: a token that must be used within 60 seconds at `wss://ws.bitstamp.net`, for private channels; it tells, for the life of the connection, and takes no orders. keyguard signs the request for it and not the subscription."),
            List.of(
                    "`cancel_all_orders` cancels everything, `cancel_all_orders/{market}` one market. The list of open orders may be ten seconds old, so cancel once more what it showed last.",
                    "`revoke_all_api_keys` (`KEY_ADMIN`) ends every key of the account at once: sign it last, as it ends the key that signs it. No single key can be disabled, and there is no timer.",
                    "`withdrawal/cancel` stops one that is pending."),
            List.of(
                    "Balances `account_balances`; open orders `open_orders/all`; executions and deposits `user_transactions`, settled ones alone, the last 50,000; withdrawals `withdrawal-requests`, pending ones too, with their address, as far back as 50,000,000 seconds.",
                    "Transfers between accounts are not shown to keys of the main account (seen, not documented): told as unknown. Positions and executions of contracts are unknown too. [S3] There is no history of logins or keys."),
            List.of(
                    "The signature covers key, method, host, path, query, type, nonce, time and body, so a captured request cannot be changed, and its nonce is taken once. What it does not cover: `X-Auth-Subaccount-Id`, a header that the venue's documents know and which"
                            + " keyguard does not send; whoever can change a request on its way could add it. It was seen to be ignored with keys of a main account (UNCONFIRMED for others).",
                    "The venue signs its answers as well (`X-Server-Auth-Signature`); keyguard does not verify that, TLS has to do.",
                    "UNCONFIRMED: what the permissions are called and include, `revoke_all_api_keys` and the token among them; codes other than `API0004`, `API0005`, `API0011`, `API0020` and the response codes; statuses; the 150 seconds that a timestamp may be away;"
                            + " length and alphabet of `client_order_id`, and whether transactions have it; in which order withdrawals are listed; whether revoking keys ends WebSockets."));

    private BitstampNotes() {}
}
