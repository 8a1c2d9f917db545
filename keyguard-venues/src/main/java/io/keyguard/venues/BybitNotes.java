/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.util.List;

/** What people should know of Bybit. */
final class BybitNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "Bybit",
            List.of(Source.official(
                            "bybit-exchange/docs, the source of bybit-exchange.github.io/docs",
                            "https://github.com/bybit-exchange/docs",
                            "2026-07-24")
                    .onEverything()),
            List.of(
                    "`recv_window` is 5 s. The time that a withdrawal carries in its body is put in by the signer.",
                    "Parameters become one JSON object, in which what the documentation calls an integer or a boolean is written as such (`isLeverage`, `reduceOnly`,"
                            + " `frozen`, …); `json(document)` is sent byte for byte. Names that differ by case alone, or from the documented spelling by case, are refused.",
                    "Orders count as spot, margin, derivatives or options by `category` and `isLeverage`. An amendment or cancellation of a spot order names no"
                            + " borrowing and counts as spot. Items of a batch that need different rights are refused. `reduceOnly` is a boolean, `isLeverage` 0 or 1.",
                    "The right to trade spot includes orders with borrowed money and loans: a spot bot says `acceptBundled(TRADE_MARGIN, LOAN)`. A bot for options says"
                            + " `acceptBundled(TRADE_DERIVATIVES)`, as the right includes perpetuals in USDC.",
                    "Leave *Wallet* empty. A key with any wallet right edits itself: in a sub-account it takes every right and clears its list of addresses, in a master"
                            + " account it makes keys for every sub-account. keyguard counts all of that as granted, `readOnly` or not, and the list as none (sub-account) or"
                            + " unknown (master account).",
                    "Cursors (`nextPageCursor`) come percent-encoded: decode them before giving them back as a parameter.",
                    "Accounts of a regional site use `servedAt` with its hosts, demo trading with `https://api-demo.bybit.com`.",
                    "`VenueRequest.webSocket(\"auth\")` is a login for order entry, with `param(\"stream\", \"private\")` for the private stream; it is good for 5 s."),
            List.of(
                    "Keys of a master account: by hand on the website only. Keys of sub-accounts: `POST /v5/user/create-sub-api`, `update-sub-api`, `delete-sub-api` with a"
                            + " master key that has a wallet right. Bybit EU makes no keys by API (81007).",
                    "`keys()` does the latter by the number of the sub-account: HMAC keys alone, all addresses with every edit. A key without a right beside *read* is made read-only. With an"
                            + " empty account the key that asks deletes itself. RSA keys are made by hand.",
                    "Choose *read-write* only to trade, tick what the bot needs, bind the key to your addresses. A self-generated RSA key never leaves you.",
                    "`update-sub-api` without `ips` takes the list of addresses off the key; repeat the list with every edit.",
                    "A key without addresses ends after 90 days, and 7 days after a change of the password. `POST /v5/user/delete-api` deletes the calling master key at once."),
            List.of(
                    "`auth` at `/v5/trade` or `/v5/private`: signed once, orders go unsigned afterwards, as long as the connection is pinged (cut after 10 minutes without);"
                            + " close the socket to end it.",
                    "UNCONFIRMED: whether deleting or narrowing a key closes its connections."),
            List.of(
                    "`cancel-all` takes everything of spot (one call for each kind of order) and of options, derivatives by settlement coin or symbol, 500 in a call. By `baseCoin`, which Bybit knows too, it is refused: that would fit `mmp-reset`.",
                    "`disconnected-cancel-all` counts from the loss of a private connection that subscribed to `dcp`, for institutional clients alone; it is no timer to renew.",
                    "A market order with `qty` 0, `reduceOnly` and `closeOnTrigger` closes a position. `frozen-sub-member` freezes a sub-account, `update-api` with `readOnly` 1"
                            + " and nothing else makes the own key read-only. Withdrawals cannot be locked by API."),
            List.of(
                    "Balances `GET /v5/account/wallet-balance`, `/v5/asset/asset-overview`; positions `/v5/position/list`; fills `/v5/execution/list`; everything that moved"
                            + " `/v5/account/transaction-log`, `/v5/asset/fundinghistory`; deposits `/v5/asset/deposit/query-record`; withdrawals"
                            + " `/v5/asset/withdraw/query-record`; transfers `/v5/asset/transfer/query-inter-transfer-list`,"
                            + " `/v5/asset/transfer/query-universal-transfer-list`. No history of logins.",
                    "keyguard reads executions of orders (no payments of funding, no settlements), positions of both sides, deposits once they have succeeded, from other accounts of Bybit too;"
                            + " withdrawals on and off the chain (keys of a master account alone); and transfers from the log of the unified wallet, which has those that others made but not where"
                            + " they went. Bybit keeps executions for two years."),
            List.of(
                    "**The signature covers neither method nor path**, so whoever sees a request on its way (a proxy that ends TLS, a gateway) can send it elsewhere for 6 s. Cancellations, repayments and closings"
                            + " therefore take only names of which no order, loan or transfer can be made (a repayment names the coin and no amount, `cancel-rfq` the `rfqLinkId`, `cancel-quote` the `quoteLinkId`, a batch of cancellations nothing beside items of ids, `disconnected-cancel-all` nothing beside product and time), `pre-check` counts as an order, other requests take none of the names"
                            + " that mark transfers and keys, and reads are `GET` alone: those by `POST` (bots, alpha, cards, awards) are not signed. An order reduces with what is documented beside `reduceOnly` alone, for one instrument (no `/`), and a batch has `category` and `request` alone: with `takeProfit`, `stopLoss`, their companions (`tpslMode`, `tpTriggerBy`, …) or any other name beside `reduceOnly` it adds risk and stops in a freeze. What stays: an order that adds, or a transfer, fits another of its kind, and with more names than an order has also a setting, a loan or a deposit's account (`buyLeverage`, `coin` and `amount`, `accountType`) with a key that may do that; an order that reduces fits an amendment of the one that has its `orderLinkId`;"
                            + " a cancellation by `orderId` fits `p2p/order/finish` with a key that may do that; what needs no name, or `apikey` alone, fits `update-sub-api`, which takes the addresses off a key;"
                            + " an order or a cancellation by `category` and `symbol` fits `confirm-pending-mmr`.",
                    "Unified accounts alone. Balances are those of the unified wallet.",
                    "Order messages over a WebSocket carry no signature: whoever holds the connection places orders.",
                    "Executions of options are asked for on BTC, ETH and SOL, and on the coins of the symbols that are named; whether there are others is UNCONFIRMED.",
                    "UNCONFIRMED: how many keys an account may have, how soon a new one works and a deleted one does not (a minute is assumed for either); the form of a note; by which of"
                            + " its times a deposit is found.",
                    "UNCONFIRMED: the length of keys and secrets (18 and 36 letters and digits in practice); whether a key with a wallet right can give itself `Withdraw`, and"
                            + " whether Bybit refuses edits by keys that are read-only (both are assumed for the worst); whether Bybit adds `DerivativesTrade` to keys of unified"
                            + " accounts by itself; whether demo trading answers `query-api`; the form of an RSA signature in a WebSocket login; whether a captured login is"
                            + " accepted twice."));

    private BybitNotes() {}
}
