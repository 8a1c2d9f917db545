/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.WITHDRAW;

import io.keyguard.Environment;
import io.keyguard.Risk;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Coinbase Advanced Trade ({@code /api/v3/brokerage}), and what of the Coinbase App ({@code /v2}) the same keys open.
 *
 * <p>Sources: docs.cdp.coinbase.com (authentication, scopes, key permissions, July and August 2026) and the official coinbase-advanced-py 1.8.4. UNCONFIRMED: whether every server takes
 * Ed25519 keys, which one page denies and the official client uses; whether a token may be used twice; what tells causes of HTTP 401 apart. Global Derivatives, which is another
 * engine, is left out.
 */
final class Coinbase {
    static final String ID = "coinbase";
    static final String VIEW = "can_view";
    static final String TRADE = "can_trade";
    static final String TRANSFER = "can_transfer";
    static final String RECEIVE = "can_receive";

    /** What tokens name as the host, wherever the request goes: a gateway hands them on. */
    private static final String HOST = "api.coinbase.com";

    private static final String V3 = "/api/v3/brokerage";
    private static final String UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    static final Pattern IS_UUID = Pattern.compile(UUID);
    private static final CoinbaseAccount ACCOUNT = new CoinbaseAccount();

    static final ErrorTable ERRORS = CoinbaseErrors.TABLE;

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(VIEW, READ_ACCOUNT, OPEN_SESSION)
            .right(TRADE, TRADE_SPOT, TRADE_DERIVATIVES, CONVERT, ACCOUNT_ADMIN)
            .right(TRANSFER, TRANSFER_INTERNAL, WITHDRAW, DEPOSIT)
            .right(RECEIVE, DEPOSIT)
            .need(READ_ACCOUNT, VIEW)
            .need(OPEN_SESSION, VIEW)
            // Without the right to view a key cannot be asked what it may do.
            .need(TRADE_SPOT, VIEW, TRADE)
            .need(TRADE_DERIVATIVES, VIEW, TRADE)
            .need(CONVERT, VIEW, TRADE)
            .need(ACCOUNT_ADMIN, VIEW, TRADE)
            .need(DEPOSIT, VIEW, RECEIVE)
            .need(TRANSFER_INTERNAL, VIEW, TRANSFER)
            .need(WITHDRAW, VIEW, TRANSFER)
            .advise(WITHDRAW, "move money between portfolios by hand: the right to do so includes withdrawals")
            .advise(ACCOUNT_ADMIN, "bind the key to a portfolio of its own")
            .build();

    private static final EndpointTable ENDPOINTS = EndpointTable.of(new CanonicalForm(ID, true, Set.of("jwt")))
            .reads(
                    "GET " + V3 + "/key_permissions",
                    "GET " + V3 + "/accounts",
                    "GET " + V3 + "/accounts/{id}",
                    "GET " + V3 + "/best_bid_ask",
                    "GET " + V3 + "/product_book",
                    "GET " + V3 + "/products",
                    "GET " + V3 + "/orders/historical/batch",
                    "GET " + V3 + "/orders/historical/fills",
                    "GET " + V3 + "/orders/historical/{id}",
                    "GET " + V3 + "/portfolios",
                    "GET " + V3 + "/portfolios/{id}",
                    "GET " + V3 + "/transaction_summary",
                    "GET " + V3 + "/payment_methods",
                    "GET " + V3 + "/payment_methods/{id}",
                    "GET " + V3 + "/convert/trade/{id}",
                    "GET " + V3 + "/cfm/balance_summary",
                    "GET " + V3 + "/cfm/positions",
                    "GET " + V3 + "/cfm/positions/{id}",
                    "GET " + V3 + "/cfm/sweeps",
                    "GET " + V3 + "/cfm/intraday/margin_setting",
                    "GET " + V3 + "/cfm/intraday/current_margin_window",
                    "GET " + V3 + "/intx/portfolio/{id}",
                    "GET " + V3 + "/intx/positions/{id}",
                    "GET " + V3 + "/intx/balances/{id}",
                    "POST " + V3 + "/orders/preview",
                    "POST " + V3 + "/orders/edit_preview",
                    "GET /v2/user",
                    "GET /v2/accounts",
                    "GET /v2/accounts/{id}",
                    "GET /v2/accounts/{id}/addresses",
                    "GET /v2/accounts/{id}/addresses/{id}",
                    "GET /v2/accounts/{id}/addresses/{id}/transactions",
                    "GET /v2/accounts/{id}/transactions",
                    "GET /v2/accounts/{id}/transactions/{id}",
                    "GET /v2/accounts/{id}/deposits",
                    "GET /v2/accounts/{id}/deposits/{id}",
                    "GET /v2/accounts/{id}/withdrawals",
                    "GET /v2/accounts/{id}/withdrawals/{id}")
            .depends(
                    "POST " + V3 + "/orders",
                    "by product_id, ADDS_RISK: no field makes an order reduce for certain",
                    CoinbaseMeaning::order)
            .depends(
                    "POST " + V3 + "/orders/close_position",
                    "TRADE_DERIVATIVES, REDUCES_RISK; a product that is no future is refused",
                    CoinbaseMeaning::closing)
            // They name orders and not their products.
            .adds(TRADE_SPOT, "POST " + V3 + "/orders/edit")
            .reduces(TRADE_SPOT, "POST " + V3 + "/orders/batch_cancel")
            .adds(CONVERT, "POST " + V3 + "/convert/quote", "POST " + V3 + "/convert/trade/{id}")
            .adds(
                    ACCOUNT_ADMIN,
                    "POST " + V3 + "/portfolios",
                    "PUT " + V3 + "/portfolios/{id}",
                    "DELETE " + V3 + "/portfolios/{id}")
            .adds(
                    TRADE_DERIVATIVES,
                    "POST " + V3 + "/cfm/intraday/margin_setting",
                    "POST " + V3 + "/intx/multi_asset_collateral")
            .adds(
                    TRANSFER_INTERNAL,
                    "POST " + V3 + "/portfolios/move_funds",
                    "POST " + V3 + "/cfm/sweeps/schedule",
                    "POST " + V3 + "/intx/allocate")
            .reduces(TRANSFER_INTERNAL, "DELETE " + V3 + "/cfm/sweeps")
            // Every kind of transaction, as what moves within could move out by a change of one word.
            .adds(
                    WITHDRAW,
                    "POST /v2/accounts/{id}/transactions",
                    "POST /v2/accounts/{id}/withdrawals",
                    "POST /v2/accounts/{id}/withdrawals/{id}/commit")
            .adds(
                    DEPOSIT,
                    "POST /v2/accounts/{id}/deposits",
                    "POST /v2/accounts/{id}/deposits/{id}/commit",
                    "POST /v2/accounts/{id}/addresses")
            .at(VenueDefinition.WEB_SOCKET)
            .depends(
                    "WS subscribe",
                    "OPEN_SESSION, ADDS_RISK; channels user and futures_balance_summary",
                    CoinbaseFrames.withRisk(Risk.ADDS_RISK))
            .depends(
                    "WS unsubscribe",
                    "OPEN_SESSION, REDUCES_RISK; channels user and futures_balance_summary",
                    CoinbaseFrames.withRisk(Risk.REDUCES_RISK))
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://" + HOST)
            .hosts(Environment.STAGING, "https://" + HOST)
            .service(
                    Environment.PRODUCTION,
                    VenueDefinition.WEB_SOCKET,
                    "wss://advanced-trade-ws-user.coinbase.com",
                    "wss://advanced-trade-ws.coinbase.com")
            .service(
                    Environment.STAGING,
                    VenueDefinition.WEB_SOCKET,
                    "wss://advanced-trade-ws-user.coinbase.com",
                    "wss://advanced-trade-ws.coinbase.com")
            .credentials(new CredentialFormat(
                            Map.of(
                                    SignatureAlgorithm.ECDSA_P256_SHA256, SecretEncoding.PRIVATE_KEY,
                                    SignatureAlgorithm.ED25519, SecretEncoding.PRIVATE_KEY),
                            false)
                    .withApiKeysLike("(?:organizations/" + UUID + "/apiKeys/)?" + UUID))
            .endpoints(ENDPOINTS)
            .signer(environment -> Coinbase::sign)
            .inspector(environment -> CoinbaseInspection::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(CoinbaseKeys.KEYS)
            .clock(new ServerTime(ID, V3 + "/time", Duration.ofMillis(1), json -> json.path("epochMillis")))
            .clientOrderIds(new ClientOrderIds(
                    "client_order_id",
                    Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}"),
                    "all orders: of an id that was used before, Coinbase returns the older order and makes none"))
            .requestLife(new RequestLife(Optional.of(CoinbaseToken.LIFE), true, false))
            .notes(CoinbaseNotes.NOTES)
            .sensitive(new SensitiveFields(Set.of("Authorization"), Set.of("jwt", "privateKey")))
            .build();

    private Coinbase() {}

    /** The token covers method, host and path; parameters of GET and DELETE go into the query, those of the others become one object of strings. */
    private static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        if (request.method().equals(VenueRequest.WEB_SOCKET)) {
            return CoinbaseFrames.sign(request, host, key, time);
        }
        boolean inBody = request.method().equals("POST") || request.method().equals("PUT");
        String covered = request.method() + " " + HOST + request.path();
        var headers = new LinkedHashMap<String, String>();
        headers.put("Authorization", "Bearer " + CoinbaseToken.of(key, time.now(), CoinbaseToken.nonce(), covered));
        if (inBody) {
            headers.put("Content-Type", "application/json");
        }
        boolean hasQuery = !inBody && !request.params().isEmpty();
        String query = hasQuery ? "?" + Encoding.parameters(request.params()) : "";
        return new SignedRequest(
                request.method(),
                URI.create(host + request.path() + query),
                headers,
                inBody ? JsonBody.text(request).getBytes(StandardCharsets.UTF_8) : new byte[0]);
    }
}
