/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;
import static io.keyguard.Permission.WITHDRAW_ADDRESS_ADMIN;

import io.keyguard.Environment;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * BitMEX, API v1.
 *
 * <p>Sources: bitmex.com/app/apiKeysUsage and the swagger document of BitMEX/api-connectors. UNCONFIRMED: which right moves money between accounts and stops withdrawals; whether a key ends by
 * itself; how far ahead {@code api-expires} may lie.
 */
final class Bitmex {
    static final String ID = "bitmex";
    static final String API = "/api/v1";

    /** What every key can do. */
    static final String DEFAULT = "default";

    static final String ORDER = "order";
    static final String WITHDRAWAL = "withdraw";

    private static final String ONE_ORDER = API + "/order";
    private static final String ALL_ORDERS = API + "/order/all";
    private static final String PENDING_WITHDRAWAL = API + "/user/withdrawal";

    private static final BitmexAccount ACCOUNT = new BitmexAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(DEFAULT, READ_ACCOUNT, OPEN_SESSION)
            .right(ORDER, TRADE_SPOT, TRADE_DERIVATIVES)
            // Cancelling is part of trading: no permission of its own, but a key for reading has no use for it.
            .right("orderCancel")
            .right(WITHDRAWAL, WITHDRAW, TRANSFER_SUBACCOUNT, CANCEL_WITHDRAWAL, WITHDRAW_ADDRESS_ADMIN)
            .need(READ_ACCOUNT, DEFAULT)
            .need(OPEN_SESSION, DEFAULT)
            .need(TRADE_SPOT, DEFAULT, ORDER)
            .need(TRADE_DERIVATIVES, DEFAULT, ORDER)
            .need(WITHDRAW, DEFAULT, WITHDRAWAL)
            .need(TRANSFER_SUBACCOUNT, DEFAULT, WITHDRAWAL)
            .need(CANCEL_WITHDRAWAL, DEFAULT, WITHDRAWAL)
            .need(WITHDRAW_ADDRESS_ADMIN, DEFAULT, WITHDRAWAL)
            .build();

    private static final EndpointTable ENDPOINTS = EndpointTable.of(new CanonicalForm(
                    ID,
                    true,
                    Set.of("api-key", "api-expires", "api-signature", "api-nonce"),
                    Set.of(ONE_ORDER, ALL_ORDERS, PENDING_WITHDRAWAL)))
            .reads(
                    "GET /api/v1/apiKey",
                    "GET /api/v1/execution",
                    "GET /api/v1/execution/tradeHistory",
                    "GET /api/v1/instrument",
                    "GET /api/v1/instrument/active",
                    "GET /api/v1/order",
                    "GET /api/v1/position",
                    "GET /api/v1/user",
                    "GET /api/v1/user/commission",
                    "GET /api/v1/user/executionHistory",
                    "GET /api/v1/user/getWalletTransferAccounts",
                    "GET /api/v1/user/margin",
                    "GET /api/v1/user/quoteFillRatio",
                    "GET /api/v1/user/quoteValueRatio",
                    "GET /api/v1/user/tradingVolume",
                    "GET /api/v1/user/wallet",
                    "GET /api/v1/user/walletHistory",
                    "GET /api/v1/user/walletSummary",
                    "GET /api/v1/userEvent",
                    "GET /api/v1/wallet/assets",
                    "GET /api/v1/wallet/networks")
            .depends(
                    "POST /api/v1/order",
                    "by symbol; ReduceOnly or Close in execInst of a derivative reduces",
                    BitmexMeaning::order)
            .depends(
                    "PUT /api/v1/order",
                    "TRADE_DERIVATIVES, ADDS_RISK: it names no symbol and can raise the size",
                    BitmexMeaning::amendment)
            .depends(
                    "DELETE " + ONE_ORDER,
                    "TRADE_DERIVATIVES, REDUCES_RISK: it names no symbol",
                    BitmexMeaning::cancellation)
            .depends(
                    "DELETE " + ALL_ORDERS,
                    "by symbol, TRADE_DERIVATIVES without one; REDUCES_RISK",
                    BitmexMeaning::cancellationOfAll)
            .depends(
                    "POST /api/v1/order/cancelAllAfter",
                    "TRADE_DERIVATIVES; a timeout of up to 99999999 ms reduces, 0 disarms",
                    BitmexMeaning::deadManSwitch)
            .depends("POST /api/v1/position/isolate", "TRADE_DERIVATIVES, ADDS_RISK", BitmexMeaning.position("enabled"))
            .depends(
                    "POST /api/v1/position/leverage",
                    "TRADE_DERIVATIVES, ADDS_RISK",
                    BitmexMeaning.position("leverage"))
            .depends(
                    "POST /api/v1/position/riskLimit",
                    "TRADE_DERIVATIVES, ADDS_RISK",
                    BitmexMeaning.position("riskLimit"))
            .depends(
                    "POST /api/v1/position/transferMargin",
                    "TRADE_DERIVATIVES, ADDS_RISK: it can raise the leverage",
                    BitmexMeaning.position("amount"))
            .adds(TRANSFER_SUBACCOUNT, "POST /api/v1/user/walletTransfer")
            .adds(WITHDRAW, "POST /api/v1/user/requestWithdrawal")
            .reduces(CANCEL_WITHDRAWAL, "DELETE " + PENDING_WITHDRAWAL)
            .at(VenueDefinition.WEB_SOCKET)
            .depends("WS authKeyExpires", "OPEN_SESSION, ADDS_RISK; without parameters", BitmexMeaning::login)
            .depends(
                    "WS cancelAllAfter",
                    "TRADE_DERIVATIVES; a timeout of up to 99999999 ms reduces, 0 disarms",
                    BitmexMeaning::deadManSwitch)
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://www.bitmex.com")
            .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, "wss://ws.bitmex.com")
            .hosts(Environment.STAGING, "https://www.bitmex.com")
            .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, "wss://ws.bitmex.com")
            .hosts(Environment.SANDBOX, "https://testnet.bitmex.com")
            .service(Environment.SANDBOX, VenueDefinition.WEB_SOCKET, "wss://ws.testnet.bitmex.com")
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), false)
                    .withApiKeysLike("[A-Za-z0-9_-]{24}"))
            .endpoints(ENDPOINTS)
            .signer(environment -> BitmexSigning::sign)
            .inspector(environment -> BitmexInspection::inspect)
            .rights(RIGHTS)
            .errors(BitmexErrors.TABLE)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(BitmexKeys.MAKING)
            .clock(new PublicClock(
                    API,
                    reply -> Answers.millis(ID, API, Answers.object(ID, API, reply, BitmexErrors.TABLE), "timestamp")))
            .clientOrderIds(
                    new ClientOrderIds("clOrdID", Pattern.compile("[A-Za-z0-9_/-]{1,36}"), "orders (UNCONFIRMED)"))
            .requestLife(new RequestLife(Optional.of(Duration.ofSeconds(BitmexSigning.LIFE_SECONDS)), true, true))
            .notes(BitmexNotes.NOTES)
            .sensitive(new SensitiveFields(Set.of("api-key", "api-signature"), Set.of("secret", "otpToken")))
            .build();

    private Bitmex() {}
}
