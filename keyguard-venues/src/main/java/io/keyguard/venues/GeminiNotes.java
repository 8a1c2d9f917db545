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

/** What people should know of Gemini. */
final class GeminiNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "Gemini",
            List.of(
                    Source.official(
                                    "developer.gemini.com: API keys, nonces",
                                    "https://developer.gemini.com/authentication/api-key",
                                    "2026-09")
                            .on(USE, CREDENTIALS, LIFECYCLE, LIFE, SIGNATURE, EMERGENCY, LIMITS),
                    Source.official(
                                    "developer.gemini.com: roles, error codes, client order ids, WebSocket, and the OpenAPI document, as stored in api-evangelist/gemini-trust",
                                    "https://github.com/api-evangelist/gemini-trust",
                                    "2026-09-18")
                            .on(
                                    USE, HOSTS, LIFECYCLE, RIGHTS, ORDER_IDS, SESSIONS, EMERGENCY, HISTORY, REQUESTS,
                                    ERRORS, LIMITS),
                    Source.ccxt("`InvalidApiKey`, the payload with its fields in a body as well")
                            .on(ERRORS)),
            List.of(
                    "Every request is a `POST` without a body: path, nonce and fields are one JSON document that goes out in base64 as `X-GEMINI-PAYLOAD` and is signed. Parameters become text in it; numbers, `options` and `margin_order` need `json(document)`.",
                    "`Venues.gemini()` draws nonces that grow (microseconds) and go on over restarts with a state directory: use one key in one process and send its requests one after the other. `Venues.geminiTimed()` is for keys that were made with *Uses a time based"
                            + " nonce* and signs the second; which kind a key is, the API does not tell, and the wrong one is refused as `InvalidNonce`. The command line knows the first kind alone.",
                    "A key of the whole group (`master-…`) acts in every account of it, which counts as `ACCOUNT_ADMIN`. It is stored with an account id, the account's short name, and keyguard sets `account` to that; from the caller it is refused, and without an id it is left out.",
                    "`Trader` trades everything, converts and stakes: accept the other markets as bundled. Symbols that end in `perp` are derivatives, `margin_order` true is margin, everything else is spot. No order is known to only reduce a position, so under a freeze none is"
                            + " signed; cancel instead.",
                    "Cancellations name no market and count as `TRADE_SPOT`: a strategy that trades contracts alone needs that as well, which its key has anyway.",
                    "Each request takes its documented fields alone, and a network is one of: arbitrum, avalanche, base, bitcoin, bitcoincash, cosmos, dogecoin, ethereum, filecoin, litecoin, optimism, polkadot, solana, tezos, xrpl, zcash."),
            List.of(
                    "By hand on the website only, as `venue.keys().stepsToCreate` says: make the new key with the same role and addresses, deploy it, delete the old one. Both work side by side, each with nonces of its own.",
                    "`POST /v1/roles` tells the roles, to account keys and master keys in different forms. Addresses, age and end are not told, and no end can be set. A key without `account-` or `master-` in front is older; what it reaches is unknown.",
                    "UNCONFIRMED: how many keys there may be; one minute until a new key works and five until a deleted one does not are chosen cautiously."),
            List.of(
                    "`WS events` opens the stream of order events, signed in the headers of the upgrade (`SignedWebSocket` sends them; a client of your own must). It tells, for the life of the connection, and takes no orders. Filters stand in the query, which nothing signs; keyguard"
                            + " sends none.",
                    "The newer WebSocket API takes orders without a signature each (`order.place`); keyguard does not open it. OAuth tokens are not supported either."),
            List.of(
                    "`/v1/order/cancel/all` cancels every order of the account, also those of other keys and of the website; `/v1/order/cancel/session` those of this key.",
                    "A key with *Requires Heartbeat* has a dead man's switch that is always armed: 30 seconds without any request, and its orders are cancelled. `/v1/heartbeat` resets it, and so does every other request, so a bot that is frozen and"
                            + " goes on reading keeps its orders: stop it, or cancel. Master keys have none. No request sets another time.",
                    "No key can be disabled and no withdrawal stopped by API; withdrawals go to approved addresses, to which a new one is added after seven days, by keys with trusted addresses alone."),
            List.of(
                    "Balances `/v1/balances`; orders `/v1/orders`; positions `/v1/positions`; executions `/v1/mytrades`, without those that were broken in full; deposits, rewards, withdrawals and what the venue credits or debits `/v2/transfers`, at most 20,000 of these at once; approved addresses"
                            + " `/v1/approvedAddresses/account/{network}`.",
                    "Transfers between accounts are in `/v1/transactions`, for master keys alone: told as unknown. There is no history of logins or keys; `/v1/account` names each user's last."),
            List.of(
                    "A request that was signed with a growing nonce and held back is good until a later one is used: nothing else ends it. One with a time-based nonce is good for 30 seconds; whether it is then accepted more than once is UNCONFIRMED, and assumed.",
                    "Payload and signature stand in headers: who logs headers logs requests that may still be good. The redaction knows all three.",
                    "What a body or a query says besides the payload is not signed. keyguard sends neither.",
                    "Prediction markets, broker clearing, custody and OAuth are not listed. `account/rename` is not either: two pages of the documents disagree on whether keys of one account can have the role for it.",
                    "UNCONFIRMED: whether a wrong API key is told as `InvalidApiKey`, which no official list has, [S3] or as a wrong signature; which role order events ask for; in which direction lists of transfers go on, oldest first being assumed; whether a client order id"
                            + " must be the only one (36 characters are documented, more than 100 are an error); whether deleting a key closes its WebSocket; how much longer than 30 seconds a heartbeat may take."));

    private GeminiNotes() {}
}
