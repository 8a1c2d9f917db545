/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.REQUESTS;
import static io.keyguard.venues.Topic.RIGHTS;
import static io.keyguard.venues.Topic.SESSIONS;
import static io.keyguard.venues.Topic.USE;

import java.util.List;

/** What people should know of KuCoin. */
final class KucoinNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "KuCoin spot, margin and futures",
            List.of(
                    Source.official(
                                    "kucoin-universal-sdk, the official client, with its specification",
                                    "https://github.com/Kucoin/kucoin-universal-sdk",
                                    "2025-11-04")
                            .onEverything(),
                    Source.official(
                                    "kucoin-api-docs, the older official documentation (errors, names of rights, life of tokens)",
                                    "https://github.com/Kucoin/kucoin-api-docs",
                                    "2023-06-09")
                            .on(USE, RIGHTS, SESSIONS, ERRORS),
                    Source.other(
                                    "tiagosiebler/kucoin-api (unified accounts, orders over a WebSocket)",
                                    "https://github.com/tiagosiebler/kucoin-api",
                                    "2026-07-27")
                            .on(SESSIONS, REQUESTS),
                    Source.ccxt("unified accounts, codes of errors").on(REQUESTS, ERRORS)),
            List.of(
                    "Parameters of `GET` and `DELETE` go into the query, others become one JSON object of strings; `json(document)` is sent byte for byte. Flags such as"
                            + " `reduceOnly` count only as JSON booleans, so give them in a document.",
                    "The query is signed as plain text and sent percent-encoded, as the official clients do. Values with a space, `&`, `#`, `%`, `+` or anything but printable"
                            + " ASCII are refused: there KuCoin's rule is not documented, and two queries could have one signature.",
                    "Futures have a host of their own. A path that both hosts have goes to the spot host; for futures say `at(URI.create(\"https://api-futures.kucoin.com\"))`."
                            + " At the spot host `/api/v1/orders` takes pairs alone (`BTC-USDT`), so an order of futures that was sent there by mistake is refused. The signature covers no host: an order of futures whose `symbol` has a `-` counts as adding risk whatever its flags say, as it would be one of spot there."
                            + " `GET /api/v1/orders` and `GET /api/v1/fills` are the lists of futures; the deprecated ones of spot are not signed.",
                    "Behind a gateway with one origin for both hosts these paths belong to spot; `servedAt(environment, \"futures\", origin)` gives futures an origin of their own.",
                    "Ids in paths consist of letters, digits and dashes with at least one digit; choose such `clientOid`s. KuCoin takes `_` too, but not keyguard in a path. Make them random: market data"
                            + " have shown them to everyone (older documentation; whether a feed still does is UNCONFIRMED).",
                    "`Spot` includes transfers within the account and to sub-accounts, `Futures` transfers within, `General` deposit addresses and on a master account the administration of"
                            + " sub-accounts and their keys: a spot bot on a sub-account accepts them with `acceptBundled(DEPOSIT, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT)`."),
            List.of(
                    "Keys of a master account: by hand on the website only. Keys of sub-accounts: `POST /api/v1/sub/api-key`, `/api/v1/sub/api-key/update`, `DELETE"
                            + " /api/v1/sub/api-key` with a key of the master account that has `General`.",
                    "`keys()` makes, lists and deletes the latter by the name of the sub-account; it changes none, as KuCoin asks for the key's passphrase with every change. Choose passphrases without"
                            + " `&`, `#`, `%` and `+`.",
                    "Deleting takes the passphrase of the key to be deleted, in the query: keep it out of logs. A passphrase with a character that keyguard refuses in a query is"
                            + " deleted with its key by hand.",
                    "Tick *General* and *Spot*, *Margin* or *Futures*, bind the key to your addresses (20 at most); the passphrase has 7 to 32 characters.",
                    "A key of a sub-account can end after 30, 90, 180 or 360 days. When, is not shown afterwards: write it down, or set the age in `KeyPolicy`."),
            List.of(
                    "`POST /api/v1/bullet-private`, on either host, gives a token for private streams; whoever has it, or the address with it, reads them. It is valid for 24 hours (older"
                            + " documentation) and cannot be called back. [S2]",
                    "Orders over a WebSocket (UNCONFIRMED) [S3]: `WS connect` gives the signed address, `WS session` takes the venue's first message as JSON and gives the text to answer; orders"
                            + " go unsigned afterwards. The address carries key, signature and passphrase header.",
                    "Whether deleting the key ends either is UNCONFIRMED."),
            List.of(
                    "Spot: one call for orders, one for stops, one for pairs. Margin: symbol by symbol, cross and isolated; its stops hang on the right `Spot`, and are left if the key"
                            + " lacks it. Futures: symbol by symbol, and one call for stops.",
                    "The timer `POST /api/v1/hf/orders/dead-cancel-all` (5 s to a day) is for spot alone; -1 disarms it.",
                    "Positions: orders of futures with `reduceOnly` or `closeOrder`; `POST /api/v3/margin/repay`.",
                    "Withdrawals that are under way: `DELETE /api/v1/withdrawals/{id}`. A key of a master account cannot be deleted, and withdrawals cannot be locked, by API."),
            List.of(
                    "Balances `GET /api/v1/accounts`, `/api/v3/margin/accounts`, `/api/v3/isolated/accounts`, `/api/v1/account-overview` (futures); positions `/api/v1/positions`.",
                    "Fills `GET /api/v1/hf/fills`, `/api/v3/hf/margin/fills`, `/api/v1/fills` (futures); ledgers `/api/v1/accounts/ledgers`, `/api/v1/hf/accounts/ledgers`,"
                            + " `/api/v3/hf/margin/account/ledgers`, `/api/v1/transaction-history` (futures).",
                    "Deposits `GET /api/v1/deposits`, withdrawals `/api/v1/withdrawals`. No history of logins.",
                    "keyguard reads fills of spot and margin of the symbols that are named, of futures all; they do not tell the `clientOid`. Transfers are lines of the ledgers of the main, spot and margin"
                            + " wallets and of futures settled in USDT, USDC and XBT, day by day: one between two of them stands there twice, bitcoin as BTC in one and as XBT in that of futures, so that a watch takes the one that was not signed for foreign. Deposits do not tell where they came from."),
            List.of(
                    "Balances leave out isolated margin, and of futures all that is not settled in USDT, USDC or XBT. Orders placed through the deprecated `POST /api/v1/orders` of spot are"
                            + " listed and cancelled only as far as KuCoin keeps them with the others (UNCONFIRMED).",
                    "A stop or a pair names no kind of trading when it is cancelled by its id, so one of margin counts as spot there.",
                    "Not signed: calls of brokers, which carry a second signature; conversion, whose endpoints no official source lists; orders of unified accounts in classic mode. Orders of"
                            + " unified accounts all add risk, and the right that their keys show is not known, so it stops a start.",
                    "UNCONFIRMED: how many keys an account may have, how soon a new one works and a deleted one does not (a minute is assumed for either); the longest window of deposits, withdrawals and"
                            + " fills of futures (a week is taken), and of the ledgers of spot, margin and futures (a day); what an account that never opened futures is told of its ledger.",
                    "UNCONFIRMED: that `Transfer` is the right to withdraw (inferred; `Withdrawal` counts as the same); whether `Spot` alone lets stops of margin be placed; whether"
                            + " `ipWhitelist` is masked in live answers (a masked list tells only that there is one); who must not share a `clientOid`, and for how long; 400008."));

    private KucoinNotes() {}
}
