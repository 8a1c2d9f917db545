/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.LIMITS;
import static io.keyguard.venues.Topic.REQUESTS;
import static io.keyguard.venues.Topic.RIGHTS;
import static io.keyguard.venues.Topic.USE;

import java.util.List;

/** What people should know of Hyperliquid. */
final class HyperliquidNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "Hyperliquid",
            List.of(
                    Source.official(
                                    "hyperliquid-dex/hyperliquid-python-sdk: signing.py, exchange.py, info.py, the vectors of tests/signing_test.py and answers recorded in tests/cassettes",
                                    "https://github.com/hyperliquid-dex/hyperliquid-python-sdk",
                                    "2026-04-14")
                            .onEverythingBut(LIMITS),
                    Source.official(
                                    "hyperliquid.gitbook.io: nonces and API wallets, exchange endpoint, info endpoint, asset ids, error responses",
                                    "https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api",
                                    "2026")
                            .onEverything(),
                    Source.official(
                                    "a review by a maintainer of the official SDK (pull request 56): agents may deposit into vaults",
                                    "https://github.com/hyperliquid-dex/hyperliquid-python-sdk/pull/56",
                                    "2024-09-25")
                            .on(RIGHTS, USE),
                    Source.other(
                                    "nktkas/hyperliquid: twapOrder, kinds of updates",
                                    "https://github.com/nktkas/hyperliquid",
                                    "2026-08")
                            .on(REQUESTS, HISTORY, LIMITS),
                    Source.ccxt("errors").on(ERRORS)),
            List.of(
                    "A key is an agent (API wallet): its address in small letters is the API key, its private key (32 bytes in hexadecimal, with or without `0x`) the secret, signing as `ECDSA_SECP256K1_KECCAK256`. A private key of another address than the one beside it is refused. The account id is the wallet's address; for a sub-account or"
                            + " vault the wallet's address, a slash and that one's address, which is then signed with every action as `vaultAddress`.",
                    "`POST /exchange` takes the action alone, as `json(document)`; keyguard signs it and puts nonce, signature, account and `expiresAfter` (ten seconds) around it. The order of fields is signed, so they stand in the order of the venue's documents; prices and amounts are text without zeros at their end, addresses and client order ids"
                            + " in small letters, numbers no text. What is written otherwise is refused: the venue would hash something else, and say that the key does not exist.",
                    "Actions, and their fields behind `type` in their order (`?`: may be left out): "
                            + HyperliquidActions.words()
                            + ". An order is `a`, `b`, `p`, `s`, `r`, `t` and perhaps `c`, where `t` has one field, `limit` with `tif`, or `trigger` with `isMarket`, `triggerPx`, `tpsl`; a modification is `oid` and `order`; a cancellation `a` and `o`, by the bot's id `asset` and `cloid`; `twap` has `a`, `b`, `s`, `r`, `m`, `t`.",
                    "`order`, `modify`, `batchModify` and `twapOrder` need the right of their market, which the number of the asset tells: 10000 to 99999 are pairs (`TRADE_SPOT`), all others contracts (`TRADE_DERIVATIVES`); one action has orders of one market. With `r` true an order of a contract reduces risk. `scheduleCancel` arms with a time and disarms"
                            + " without; it counts as `TRADE_DERIVATIVES`, as do leverage and margin. `updateIsolatedMargin` reduces risk where `ntli` is above zero.",
                    "`usdSend`, `spotSend`, `withdraw3`, `sendAsset` and `vaultTransfer` are `WITHDRAW` and name their destination, `approveBuilderFee` the builder: all are pinned. `usdClassTransfer` is `TRANSFER_INTERNAL`, transfers of sub-accounts are `TRANSFER_SUBACCOUNT`, `approveAgent` is `KEY_ADMIN`, `tokenDelegate` is `EARN`.",
                    "`POST /info` is not signed: everybody may ask about everybody. keyguard lets a bot ask through its key all the same, and puts the account's address in where `user` is left out; `userRole` asks about the key's own address.",
                    "`userRole` tells whether an address is an agent and whose. The wallet's own key is told as `user`, has every right, and is refused as too much for any bot. An agent cannot sign what sends or withdraws; that it can let nothing go nobody says, as it may deposit into anybody's vault: `WITHDRAW`, `TRANSFER_INTERNAL`, `TRANSFER_SUBACCOUNT` and"
                            + " `ACCOUNT_ADMIN` stay unknown, and a grant accepts that in words (`acceptUnknown`). Spot and contracts cannot be separated: accept the other one as bundled.",
                    "Nonces are milliseconds that grow, one for each action of an agent, who signs for all accounts of its wallet: use one agent in one process and for one account."),
            List.of(
                    "By API with the wallet's own key as administrator (`approveAgent`): the agent's pair is made here (`RotationPlan.Making.OWN_PAIR`), its address alone is sent. Old and new work side by side under names of their own; a new agent of the same name ends the old one, so a name in use is refused. Keep the wallet's key where only rotations reach it,"
                            + " or let a person approve the agent.",
                    "An agent is removed by approving the address zero under its name; that this ends it is UNCONFIRMED, so the list is read afterwards. Never approve an address again: the venue forgets the nonces of agents that are gone, and what they had signed could be sent once more. keyguard makes a new pair each time.",
                    "One agent without a name and three with one for a wallet, two more for each sub-account. Behind a name ` valid_until ` and milliseconds set an end; what a list tells as `validUntil` counts. Third parties say that an agent without it lives 90 days: UNCONFIRMED. An agent without a name is in no list, its end is unknown.",
                    "UNCONFIRMED: one minute until a new agent works and a removed one does not are chosen cautiously."),
            List.of(
                    "None: `WS post` signs an action like one over HTTP, for `wss://api.hyperliquid.xyz/ws`, and every one is signed. Subscriptions are by address, for everybody, and not signed."),
            List.of(
                    "No call cancels everything: open orders are listed and cancelled by number, in lists of a hundred. Orders on markets of other builders are not in that list.",
                    "`scheduleCancel` cancels everything at a time at least five seconds ahead, ten times a day, protective orders too; it may ask for a volume that the account has traded (UNCONFIRMED). The time is of the venue's clock; as parameters `type=scheduleCancel` and `after` in milliseconds, a day at most, the signer works it out, and it reduces risk; a document with a time of its own adds risk, as that may be years ahead.",
                    "A `scheduleCancel` with `after` counts as reducing risk, so a frozen bot may put a nearer timer off, by a day at most.",
                    "No agent can be frozen; removing it is the wallet's affair, and resting orders stay."),
            List.of(
                    "Balances `spotClearinghouseState` and `clearinghouseState` (of contracts the account's value in USDC); orders `frontendOpenOrders`; positions `clearinghouseState`; executions `userFillsByTime`, the last 10,000 alone; deposits, withdrawals and transfers `userNonFundingLedgerUpdates`, asked for until nothing new comes.",
                    "What goes to other accounts of the venue, strangers or not, is told as a transfer with its destination; deposits into vaults too. There is no history of logins or agents: compare `extraAgents`."),
            List.of(
                    "The signature is the authority: whoever has a signed document can send it, once. Actions by hash end after ten seconds; actions of the wallet (`usdSend`, `withdraw3`, `approveAgent` and the like) cannot carry an end and stay good for two days unless a hundred later nonces push them out.",
                    "The chain that is named in what wallets sign is 0x66eee, as in the official SDK; the network is signed beside it.",
                    "Not listed: orders with a builder's fee or a priority fee, `noop` (its nonce is drawn by the signer), `agentSendAsset`, multi-signature accounts, staking deposits, deployment of tokens and markets, abstraction settings, assets from 100000000 on.",
                    "Balances, orders, client order ids and executions are public to whoever knows the address: a client order id must say nothing. Order tags are random to look at.",
                    "UNCONFIRMED: `twapOrder` and `twapCancel`; which transfers between sub-accounts an agent may sign, so that each counts as possible; sentences of errors on nonces, deposits and late actions; among which orders a client order id must be the only one; the kinds of updates that no source lists, at which reading stops with an error."));

    private HyperliquidNotes() {}
}
