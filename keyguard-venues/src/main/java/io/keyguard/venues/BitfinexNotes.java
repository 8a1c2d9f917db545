/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.CREDENTIALS;
import static io.keyguard.venues.Topic.EMERGENCY;
import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.HOSTS;
import static io.keyguard.venues.Topic.LIFE;
import static io.keyguard.venues.Topic.LIFECYCLE;
import static io.keyguard.venues.Topic.LIMITS;
import static io.keyguard.venues.Topic.ORDER_IDS;
import static io.keyguard.venues.Topic.REQUESTS;
import static io.keyguard.venues.Topic.RIGHTS;
import static io.keyguard.venues.Topic.SESSIONS;
import static io.keyguard.venues.Topic.SIGNATURE;
import static io.keyguard.venues.Topic.USE;

import java.util.List;

/** What people should know of Bitfinex. */
final class BitfinexNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "Bitfinex",
            List.of(
                    Source.official(
                                    "docs.bitfinex.com: key permissions",
                                    "https://docs.bitfinex.com/reference/key-permissions",
                                    "2025-06-10")
                            .on(USE, CREDENTIALS, LIFECYCLE, RIGHTS),
                    Source.official(
                                    "docs.bitfinex.com: generate token",
                                    "https://docs.bitfinex.com/reference/generate-token",
                                    "2025-07-04")
                            .on(USE, LIFECYCLE, LIFE, SESSIONS),
                    Source.official(
                                    "docs.bitfinex.com: orders, transfers, ledgers, logins, abbreviations, as stored",
                                    "https://docs.bitfinex.com/reference",
                                    "2025")
                            .on(USE, HOSTS, LIFECYCLE, LIFE, ORDER_IDS, EMERGENCY, HISTORY, REQUESTS, ERRORS, LIMITS),
                    Source.official(
                                    "bitfinex-api-py (signatures, login, fields)",
                                    "https://github.com/bitfinexcom/bitfinex-api-py",
                                    "2024-11")
                            .on(CREDENTIALS, LIFE, SIGNATURE, SESSIONS, EMERGENCY, HISTORY, REQUESTS, LIMITS),
                    Source.official(
                                    "bitfinex-api-node (signatures, errors)",
                                    "https://github.com/bitfinexcom/bitfinex-api-node",
                                    "2024-09")
                            .on(SIGNATURE, SESSIONS, ERRORS),
                    Source.official(
                                    "lib-js-util-flag (flags of orders)",
                                    "https://github.com/bitfinexcom/lib-js-util-flag",
                                    "2024-01-18")
                            .on(USE, REQUESTS),
                    Source.other(
                                    "JKorf/Bitfinex.Net (recorded answers)",
                                    "https://github.com/JKorf/Bitfinex.Net",
                                    "2026-07")
                            .on(RIGHTS, HISTORY),
                    Source.ccxt("paths, errors").on(REQUESTS, ERRORS)),
            List.of(
                    "There is no sandbox: paper trading is a sub-account at the same hosts, with keys of its own, which is an account to keyguard like any other.",
                    "Every request is a `POST` with a JSON document, reading too. Parameters become an object of strings, so whole numbers (`cid`, `gid`, `flags`, `lev`) are refused as parameters: send `json(document)`; amounts and prices are text.",
                    "The type tells the market: `EXCHANGE …` is spot, without it a pair is margin and `tBTCF0:USTF0` a derivative. Paths with a colon (orders of one derivative) are not signed; the lists without a symbol have them.",
                    "An order reduces risk with flag 1024 in `flags`, perhaps with 64, 512, 4096 and 524288 beside it; never on spot, with `lev`, with a `meta` of anything but an `aff_code`, or with a stop beside it (16384). [S3] [S6] Flag 512 alone adds risk: what it does without a position is UNCONFIRMED.",
                    "Changes and cancellations name no symbol and count as spot (changes with `lev` as derivatives): whoever trades margin or derivatives needs TRADE_SPOT too to cancel. `order/multi` and `ox_multi` are read operation by operation: `{\"ops\":[[\"oc\",{\"id\":1}]]}`, over the WebSocket too.",
                    "`orders:write` trades everything: accept the other markets as bundled. Any key may be able to make tokens (KEY_ADMIN is unknown with each): bearer parts with no more rights than their key, which its addresses may not bind. Accept that in words.",
                    "`POST /v2/auth/w/transfer` to another account (`email_dst`, `user_id_dst`) goes to pinned accounts alone."),
            List.of(
                    "By hand on the website only, as `venue.keys().stepsToCreate` says: make the new key with the same permissions and addresses, deploy it, delete the old one.",
                    "Tokens (`POST /v2/auth/w/token`: `scope` `api`, `ttl` in seconds, 120 if left out, `caps`, `writePermission`) [S2] go in the header `bfx-token` instead of signature and nonce: store one with `--algorithm BEARER`. The key that makes them can stay where no bot runs, or in the process of the bot, where no strategy gets it:"
                            + " `TokenSource` makes them for a bot: at half its life a token is replaced by hot reload, and ended a quarter of its life later. Give the key that makes them exactly the rights that the tokens need: `writePermission` is asked for once for all scopes, and a token that may do more than its grant is refused.",
                    "Tokens cannot be listed, and are taken back by showing them (`w/token/del`): one whose making nobody saw end, or that a crash left behind, is in nobody's hands and ends by itself. Both requests are signed for no strategy without KEY_ADMIN. The longest life of a token and its form are not documented: choose a short one, an hour at most, and look whether the venue takes it.",
                    "In an emergency close the bot, which ends its tokens (where its log says that one was not ended, wait until the time that it names), or delete the key by hand and wait the token's life out: nothing says that a token dies with its key.",
                    "The steps bind keys to addresses, which the API does not tell: start with `KeyPolicy.fromAnyAddress()`. Neither ends nor the time when a key was made are told by the API. One minute until a new key works and five until a deleted one does not are UNCONFIRMED and chosen cautiously."),
            List.of(
                    "WebSocket `auth` at `/ws/2`: signed once over the nonce; then `on`, `ou`, `oc`, `oc_multi`, `ox_multi`, `fon` and `foc` go out unsigned for the life of the connection, which keyguard still classifies and counts. Close it to end it. Whether deleting the key ends"
                            + " it is UNCONFIRMED.",
                    "A token lives as long as its `ttl` and can be sent again and again; whether deleting the key ends it is not documented. It logs in to no WebSocket here."),
            List.of(
                    "`order/cancel/multi` with `{\"all\":1}` cancels everything; where a key may trade one market alone, its orders are cancelled by their ids.",
                    "The timer belongs to a connection: `VenueRequest.webSocket(\"auth\").param(\"dms\", \"4\")` has the venue cancel all orders when that connection ends. There is none over HTTP.",
                    "No key can be disabled and no account frozen. A position is closed by an order with flag 1024; `position/claim` turns it into a holding."),
            List.of(
                    "Balances `r/wallets` (`exchange` for spot, `margin` for margin and derivatives; Tether is called `UST`); orders `r/orders`; positions `r/positions`; fills `r/trades/hist`; deposits and withdrawals `r/movements/hist`, without their fee; transfers between wallets"
                            + " `r/ledgers/hist`, each as two entries; logins `r/logins/hist` and changes, of keys too, `r/audit/hist`, with addresses."),
            List.of(
                    "The signature knows no time: a request that was held back stays valid until a higher nonce of its key arrives. Nonces are microseconds and only grow, over threads and restarts; use a key in one process alone. A delivered request is not accepted again.",
                    "`cid` has 45 bits, too few for tags (`OrderTags` refuses this venue): an order that is not in the ledger counts as foreign. It is unique within a day at most, and not enforced: a doubled order is accepted. Cancelling by `cid` needs `cid_date`.",
                    "UNCONFIRMED: codes for a foreign address and an ended key (taken as `apikey: invalid`); which right a list asks for; that 51 is the category of transfers in the ledger; by which time movements are asked for; how many ids one cancellation takes; whether transfers reach"
                            + " accounts of other owners."));

    private BitfinexNotes() {}
}
