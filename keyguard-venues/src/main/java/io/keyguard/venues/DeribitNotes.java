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

/** What people should know of Deribit. */
final class DeribitNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "Deribit",
            List.of(
                    Source.official(
                                    "docs.deribit.com: Authentication",
                                    "https://docs.deribit.com/articles/authentication",
                                    "2026")
                            .on(USE, CREDENTIALS, LIFE, SIGNATURE, SESSIONS, ERRORS),
                    Source.official(
                                    "docs.deribit.com: Access Scope",
                                    "https://docs.deribit.com/articles/access-scope",
                                    "2026")
                            .on(USE, RIGHTS, SESSIONS, LIMITS),
                    Source.official(
                                    "docs.deribit.com: Creating new API key; Asymmetric API Keys (articles/asymmetric-api-keys)",
                                    "https://docs.deribit.com/articles/creating-api-key",
                                    "2026")
                            .on(CREDENTIALS, LIFECYCLE, LIMITS),
                    Source.official(
                                    "the OpenAPI document 2.1.1, as stored in api-evangelist/deribit",
                                    "https://github.com/api-evangelist/deribit",
                                    "2026-08-22")
                            .on(
                                    USE, HOSTS, LIFECYCLE, RIGHTS, ORDER_IDS, SESSIONS, EMERGENCY, HISTORY, REQUESTS,
                                    ERRORS, LIMITS)),
            List.of(
                    "`GET /api/v2/private/<method>` with parameters, or `POST` to the same path with a JSON-RPC document whose `method` is that of the path (`\"private/buy\"`)."
                            + " The document is sent byte for byte; who calls (`access_token`, `client_id`, …) is refused in it.",
                    "Over the WebSocket `VenueRequest.webSocket(\"public/auth\")` is the login; every later message is a JSON-RPC document that is classified and sent as it is,"
                            + " `webSocket(\"private/buy\").json(document)`. Without a document a message without parameters is made. A login takes one parameter, `scope`, which narrows the token:"
                            + " `trade:read_write wallet:none account:none expires:900`.",
                    "Orders count as spot, derivatives or options by `instrument_name`. What names an order and no instrument (`edit`, `cancel`, `cancel_by_label`,"
                            + " `approve_block_trade`) counts as derivatives; a bot for options or spot alone cancels by instrument or by kind.",
                    "Rights are read by logging in, which needs no right and no second factor; it asks for every scope, so that what is granted is what the key has. The token"
                            + " ends after a minute and is not used. The list of keys (`private/list_api_keys`) would also tell the addresses, but asks for a second factor, does not say which key is calling,"
                            + " and returns secrets in the documentation's sample.",
                    "The login shows no addresses: `KeyPolicy.strict().fromAnyAddress()`; bind the key on the website all the same. The venue may narrow `wallet:read_write`"
                            + " to `wallet:read`, so whether a key that shows the latter withdraws is unknown: make bots' keys with `wallet:none`. What is not shown at all is unknown as well."
                            + " The account id is `id` of `private/get_account_summaries`, for keys with `account:read`.",
                    "Every key may log in: `connection` stands for that, and is nothing to tick. Of two values of one scope tick the larger."),
            List.of(
                    "The first key by hand on the website; others by `private/create_api_key`, `edit_api_key` (addresses are set here), `enable_`, `disable_`, `reset_`,"
                            + " `remove_api_key` with `account:read_write`. Most of them ask for a second factor where the account has one: then nothing is done, and the refusal says that a person has to. 8 keys to"
                            + " a (sub-)account, which administers its own; names of up to 16 letters, digits and underscores, not unique.",
                    "A key made by API is bound to its addresses by a second request. If that fails, the key is not handed out, and found by its name.",
                    "Secrets in answers that list or change keys are left out before anything reads them.",
                    "Choose `trade:read_write` and `account:read`, everything else *none*, and bind the key to your addresses.",
                    "`reset_api_key` ends the old secret at once: for an overlap make a second key.",
                    "Keys do not end by themselves; tokens do."),
            List.of(
                    "A login gives a token and a refresh token, by default for up to a year (`expires_in`); with the scope `connection` it ends with the socket, with `session:<name>` it does not. Both are"
                            + " secrets: whoever has them needs no signature.",
                    "**The signature of any HTTP request, a read in a freeze too, is good for a login** (`public/auth` with `client_signature`) within 60 s, if it is not sent first: what is signed has one form in both, and a nonce counts"
                            + " once. Whoever holds a signed request before the venue has it (a proxy that ends TLS, the bot's own code) can have a token instead, with all that the key may do, for up to a year. Send at once what is signed,"
                            + " let nothing else read it, and give bots that only read keys that only read.",
                    "`private/logout` (WebSocket only) ends the tokens of a session, and does not trigger cancel-on-disconnect.",
                    "UNCONFIRMED: whether disabling, resetting or removing a key ends its tokens and sockets at once. Try the old token, and cancel all."),
            List.of(
                    "`cancel_all_by_kind_or_type` for every currency, kind by kind; `close_position` by instrument.",
                    "No timer; `enable_cancel_on_disconnect` (WebSocket only, needs `account:read_write`) cancels when the socket breaks.",
                    "Keys can be disabled and removed by API, with `account:read_write`."),
            List.of(
                    "Balances `get_account_summaries`; positions `get_positions`; orders `get_open_orders`; fills `get_user_trades_by_currency_and_time`, recent and historical, of each currency that the"
                            + " summaries name (`account:read` and `trade:read`); bookings `get_transaction_log`.",
                    "Deposits `get_deposits`, withdrawals `get_withdrawals`, transfers `get_transfers` (`account:read` and `wallet:read`); addresses `get_address_book`.",
                    "Logins and changes of keys and settings: `get_access_log` (`account:read`)."),
            List.of(
                    "Asymmetric keys (Ed25519, RSA) are not taken. The documents have one way for them, the login by `client_signature`, after which a token is good for everything; single requests are signed by HMAC alone. What keyguard"
                            + " asks itself (rights, orders, cancelling, whether a key is dead) is signed request by request, so it could do none of it with such a key. How their signature is written in the login is UNCONFIRMED. [S3]",
                    "UNCONFIRMED: how soon a new key works and a removed one does not; what a key's timestamp is of, which is why `ListedKey.created` is unknown; whether `direction` of an own execution is the"
                            + " own side, as it is read, or the taker's, as the OpenAPI document words it.",
                    "Scope and freeze bind what keyguard signs, and not the token that a signature can be made into before it is sent: see the sessions above.",
                    "`block_trade:read` counts as a right to trade: `verify_block_trade` signs one side of a block trade with it.",
                    "Combos of options are refused, except in cancellations by kind: a combo may hold legs of other kinds. Spreads of futures are known. Block trades, RFQs and quotes"
                            + " whose legs need different rights are refused.",
                    "`set_disabled_trading_products` counts as adding risk: the documents say of its list both that it is what is switched off and that it is what is available.",
                    "An amendment by order id names no instrument and counts as derivatives, so a strategy with `TRADE_DERIVATIVES` can enlarge orders of other kinds on its account.",
                    "UNCONFIRMED: how far a timestamp may lie ahead; the HTTP statuses of errors; the code for a foreign address (13004 and 13009 may mean it); whether scopes other than `wallet` are narrowed;"
                            + " that a login by signature is taken over HTTP, where the documents list its parameters and show it for the WebSocket."));

    private DeribitNotes() {}
}
