/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Environment;
import io.keyguard.internal.Headers;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Binance spot and USD-M futures.
 *
 * <p>Sources: binance-spot-api-docs (REST API, request security, errors) and binance-connector-java for {@code /sapi}. UNCONFIRMED: how long a key
 * without an address list keeps its right to trade; the HTTP status of -2014 and -2015.
 */
final class Binance {
    static final String ID = "binance";
    /** Milliseconds; the shortest that the documentation recommends, and its default. A signed request lives at most this long. */
    static final String RECV_WINDOW = "5000";

    static final String FUTURES = "futures";
    private static final byte[] NOTHING = {};
    private static final BinanceAccount ACCOUNT = new BinanceAccount();

    static final String TRADE = "enableSpotAndMarginTrading";

    static final RightsModel RIGHTS = RightsModel.builder()
            .right("enableReading", READ_ACCOUNT, OPEN_SESSION)
            // On a master account it also administers sub-accounts and their keys; which account it is, Binance does
            // not show.
            .right(TRADE, TRADE_SPOT, TRADE_MARGIN, CONVERT, EARN, LOAN, KEY_ADMIN, ACCOUNT_ADMIN)
            .right("enableMargin", TRADE_MARGIN)
            .right("enableFutures", TRADE_DERIVATIVES)
            .right("enableVanillaOptions", TRADE_OPTIONS)
            .right("enablePortfolioMarginTrading", TRADE_DERIVATIVES)
            .right("enableFixApiTrade", TRADE_SPOT)
            .right("enableFixReadOnly", READ_ACCOUNT)
            .right("permitsUniversalTransfer", TRANSFER_INTERNAL)
            .right("enableInternalTransfer", TRANSFER_SUBACCOUNT)
            .right("enableWithdrawals", WITHDRAW)
            .need(READ_ACCOUNT, "enableReading")
            .need(OPEN_SESSION, "enableReading")
            .need(TRADE_SPOT, "enableReading", TRADE)
            .need(TRADE_MARGIN, "enableReading", TRADE, "enableMargin")
            .need(CONVERT, "enableReading", TRADE)
            .need(EARN, "enableReading", TRADE)
            .need(LOAN, "enableReading", TRADE)
            .need(TRADE_DERIVATIVES, "enableReading", "enableFutures")
            .need(TRADE_OPTIONS, "enableReading", "enableVanillaOptions")
            .need(TRANSFER_INTERNAL, "enableReading", "permitsUniversalTransfer")
            .need(TRANSFER_SUBACCOUNT, "enableReading", "enableInternalTransfer")
            .need(WITHDRAW, "enableReading", "enableWithdrawals")
            .need(KEY_ADMIN, "enableReading", TRADE)
            .need(ACCOUNT_ADMIN, "enableReading", TRADE)
            .advise(KEY_ADMIN, "use a sub-account")
            .advise(ACCOUNT_ADMIN, "use a sub-account")
            .advise(TRADE_MARGIN, "use a sub-account for which margin was never opened")
            .build();

    private static final EndpointTable ENDPOINTS = EndpointTable.of(
                    new CanonicalForm(ID, false, Set.of("timestamp", "recvWindow", "signature", "apiKey")))
            .depends(
                    "POST /sapi/v1/margin/borrow-repay",
                    "TRADE_MARGIN, REDUCES_RISK with type=REPAY (UNCONFIRMED value), else ADDS_RISK; no names but its own",
                    BinanceNames::loan)
            .signsNoPath(BinanceNames.CHEAP, BinanceNames.RESERVED)
            .reads(
                    "GET /api/v3/account",
                    "GET /api/v3/account/commission",
                    "GET /api/v3/order",
                    "GET /api/v3/openOrders",
                    "GET /api/v3/allOrders",
                    "GET /api/v3/orderList",
                    "GET /api/v3/allOrderList",
                    "GET /api/v3/openOrderList",
                    "GET /api/v3/myTrades",
                    "GET /api/v3/rateLimit/order",
                    "GET /sapi/v1/account/apiRestrictions",
                    "GET /sapi/v1/account/apiTradingStatus",
                    "GET /sapi/v1/account/status",
                    "GET /sapi/v1/account/info",
                    "GET /sapi/v1/asset/wallet/balance",
                    "GET /sapi/v1/capital/deposit/hisrec",
                    "GET /sapi/v1/capital/withdraw/history",
                    "GET /sapi/v1/capital/withdraw/address/list",
                    "GET /sapi/v1/margin/account",
                    "GET /sapi/v1/margin/myTrades",
                    "POST /sapi/v3/asset/getUserAsset",
                    "POST /sapi/v1/asset/get-funding-asset",
                    "POST /sapi/v1/asset/dust-btc",
                    "POST /sapi/v1/asset/dust-convert/query-convertible-assets",
                    "POST /sapi/v1/convert/limit/queryOpenOrders")
            .adds(
                    TRADE_SPOT,
                    "POST /api/v3/order",
                    "POST /api/v3/order/oco",
                    "POST /api/v3/orderList/oco",
                    "POST /api/v3/orderList/oto",
                    "POST /api/v3/orderList/otoco",
                    "POST /api/v3/orderList/opo",
                    "POST /api/v3/orderList/opoco",
                    "POST /api/v3/sor/order",
                    "PUT /api/v3/order/amend/keepPriority",
                    "POST /sapi/v1/algo/spot/newOrderTwap")
            .replaces(TRADE_SPOT, "POST /api/v3/order/cancelReplace")
            // They place nothing, but what is signed for them is good for the order itself.
            .checksOrders(TRADE_SPOT, "POST /api/v3/order/test", "POST /api/v3/sor/order/test")
            .reduces(
                    TRADE_SPOT,
                    "DELETE /api/v3/order",
                    "DELETE /api/v3/openOrders",
                    "DELETE /api/v3/orderList",
                    "DELETE /sapi/v1/algo/spot/order")
            .adds(
                    TRADE_MARGIN,
                    "POST /sapi/v1/margin/order",
                    "POST /sapi/v1/margin/order/oco",
                    "POST /sapi/v1/margin/isolated/account",
                    "DELETE /sapi/v1/margin/isolated/account",
                    "POST /sapi/v1/margin/max-leverage",
                    "POST /sapi/v1/margin/manual-liquidation",
                    "POST /sapi/v1/margin/exchange-small-liability")
            .reduces(
                    TRADE_MARGIN,
                    "DELETE /sapi/v1/margin/order",
                    "DELETE /sapi/v1/margin/openOrders",
                    "DELETE /sapi/v1/margin/orderList")
            .adds(
                    CONVERT,
                    "POST /sapi/v1/convert/getQuote",
                    "POST /sapi/v1/convert/acceptQuote",
                    "POST /sapi/v1/convert/limit/placeOrder",
                    "POST /sapi/v1/asset/dust",
                    "POST /sapi/v1/asset/dust-convert/convert")
            .adds(
                    EARN,
                    "POST /sapi/v1/simple-earn/flexible/subscribe",
                    "POST /sapi/v1/simple-earn/flexible/redeem",
                    "POST /sapi/v1/simple-earn/locked/subscribe",
                    "POST /sapi/v1/simple-earn/locked/redeem")
            .adds(
                    TRANSFER_INTERNAL,
                    "POST /sapi/v1/asset/transfer",
                    "POST /sapi/v1/futures/transfer",
                    "POST /sapi/v1/margin/transfer",
                    "POST /sapi/v1/portfolio/asset-collection",
                    "POST /sapi/v1/portfolio/auto-collection",
                    "POST /sapi/v1/portfolio/bnb-transfer",
                    "POST /sapi/v1/portfolio/earn-asset-transfer")
            .adds(
                    TRANSFER_SUBACCOUNT,
                    "POST /sapi/v1/sub-account/universalTransfer",
                    "POST /sapi/v1/sub-account/transfer/subToMaster",
                    "POST /sapi/v1/sub-account/transfer/subToSub",
                    "POST /sapi/v1/sub-account/futures/transfer",
                    "POST /sapi/v1/sub-account/futures/internalTransfer",
                    "POST /sapi/v1/sub-account/futures/move-position",
                    "POST /sapi/v1/sub-account/margin/transfer",
                    "POST /sapi/v1/managed-subaccount/deposit",
                    "POST /sapi/v1/broker/transfer",
                    "POST /sapi/v1/broker/transfer/futures",
                    "POST /sapi/v1/broker/universalTransfer")
            .adds(
                    WITHDRAW,
                    "POST /sapi/v1/capital/withdraw/apply",
                    "POST /sapi/v1/localentity/withdraw/apply",
                    "POST /sapi/v1/localentity/broker/withdraw/apply",
                    "POST /sapi/v2/fiat/withdraw",
                    "POST /sapi/v1/giftcard/createCode",
                    "POST /sapi/v1/giftcard/buyCode",
                    "POST /sapi/v1/managed-subaccount/withdraw")
            .adds(
                    KEY_ADMIN,
                    "POST /sapi/v1/sub-account/subAccountApi",
                    "POST /sapi/v2/sub-account/subAccountApi",
                    "POST /sapi/v1/sub-account/subAccountApiPermission",
                    "POST /sapi/v1/broker/subAccountApi",
                    "POST /sapi/v1/broker/subAccountApi/permission",
                    "POST /sapi/v1/margin/apiKey",
                    "PUT /sapi/v1/margin/apiKey/ip")
            .taking(BinanceNames.OF_KEYS)
            .reduces(
                    KEY_ADMIN,
                    "DELETE /sapi/v1/sub-account/subAccountApi",
                    "DELETE /sapi/v1/broker/subAccountApi",
                    "DELETE /sapi/v1/margin/apiKey")
            // They change nothing, but show the keys of other accounts.
            .triesOut(
                    KEY_ADMIN,
                    "GET /sapi/v1/sub-account/subAccountApi",
                    "GET /sapi/v1/sub-account/subAccountApi/ipRestriction")
            .taking(BinanceNames.CHEAP)
            // Setting the list may open the key to any address, or to one more; so may taking the last one off it.
            .adds(
                    KEY_ADMIN,
                    "POST /sapi/v2/sub-account/subAccountApi/ipRestriction",
                    "DELETE /sapi/v1/sub-account/subAccountApi/ipRestriction/ipList")
            .adds(
                    ACCOUNT_ADMIN,
                    "POST /sapi/v1/sub-account/virtualSubAccount",
                    "POST /sapi/v1/account/enableFastWithdrawSwitch")
            .reduces(ACCOUNT_ADMIN, "POST /sapi/v1/account/disableFastWithdrawSwitch")
            .reads("GET /sapi/v1/margin/openOrders", "GET /sapi/v1/margin/allOrders", "GET /sapi/v1/margin/order")
            .taking(BinanceNames.BY_TYPE)
            .depends("GET /sapi/v1/accountSnapshot", BinanceNames.READ, BinanceNames::byType)
            .depends("GET /sapi/v1/asset/transfer", BinanceNames.READ, BinanceNames::byType)
            .depends("GET /sapi/v1/sub-account/transfer/subUserHistory", BinanceNames.READ, BinanceNames::byType)
            .taking(BinanceNames.CHEAP)
            .at(FUTURES)
            .reads(
                    "GET /fapi/v2/account",
                    "GET /fapi/v3/account",
                    "GET /fapi/v2/balance",
                    "GET /fapi/v3/balance",
                    "GET /fapi/v2/positionRisk",
                    "GET /fapi/v3/positionRisk",
                    "GET /fapi/v1/order",
                    "GET /fapi/v1/openOrder",
                    "GET /fapi/v1/openOrders",
                    "GET /fapi/v1/allOrders",
                    "GET /fapi/v1/userTrades",
                    "GET /fapi/v1/income",
                    "GET /fapi/v1/commissionRate",
                    "GET /fapi/v1/leverageBracket",
                    "GET /fapi/v1/positionSide/dual",
                    "GET /fapi/v1/multiAssetsMargin",
                    "GET /fapi/v1/openAlgoOrders",
                    "GET /fapi/v1/rateLimit/order")
            .depends("POST /fapi/v1/order", BinanceFutures.ORDER, BinanceFutures::order)
            .depends("POST /fapi/v1/algoOrder", BinanceFutures.ORDER, BinanceFutures::order)
            .taking(Set.of("symbol", "countdownTime"))
            .depends(
                    "POST /fapi/v1/countdownCancelAll",
                    "TRADE_DERIVATIVES; a countdownTime above 0 reduces, 0 disarms",
                    BinanceFutures::timer)
            .taking(BinanceNames.CHEAP)
            .checksOrders(TRADE_DERIVATIVES, "POST /fapi/v1/order/test")
            .reduces(
                    TRADE_DERIVATIVES,
                    "DELETE /fapi/v1/order",
                    "DELETE /fapi/v1/batchOrders",
                    "DELETE /fapi/v1/allOpenOrders",
                    "DELETE /fapi/v1/algoOrder",
                    "DELETE /fapi/v1/algoOpenOrders")
            .adds(
                    TRADE_DERIVATIVES,
                    "PUT /fapi/v1/order",
                    "POST /fapi/v1/batchOrders",
                    "PUT /fapi/v1/batchOrders",
                    "POST /fapi/v1/leverage",
                    "POST /fapi/v1/marginType",
                    "POST /fapi/v1/positionMargin",
                    "POST /fapi/v1/positionSide/dual",
                    "POST /fapi/v1/multiAssetsMargin",
                    "POST /fapi/v1/feeBurn")
            .adds(CONVERT, "POST /fapi/v1/convert/getQuote", "POST /fapi/v1/convert/acceptQuote")
            .adds(OPEN_SESSION, "POST /fapi/v1/listenKey", "PUT /fapi/v1/listenKey")
            .reduces(OPEN_SESSION, "DELETE /fapi/v1/listenKey")
            .at(VenueDefinition.WEB_SOCKET)
            .adds(OPEN_SESSION, "WS session.logon", "WS userDataStream.subscribe.signature")
            .at(BinanceFrames.FUTURES_SOCKET)
            .adds(OPEN_SESSION, "WS futures/session.logon")
            .at(VenueDefinition.WEB_SOCKET)
            .bareIsLogin()
            .checksOrders(TRADE_SPOT, "WS order.test")
            .adds(
                    TRADE_SPOT,
                    "WS order.place",
                    "WS order.amend.keepPriority",
                    "WS orderList.place.oco",
                    "WS orderList.place.oto",
                    "WS orderList.place.otoco",
                    "WS sor.order.place")
            .replaces(TRADE_SPOT, "WS order.cancelReplace")
            .reduces(TRADE_SPOT, "WS order.cancel", "WS openOrders.cancelAll", "WS orderList.cancel")
            .reads("WS account.status", "WS openOrders.status", "WS order.status", "WS allOrders", "WS myTrades")
            .at(BinanceFrames.FUTURES_SOCKET)
            .depends("WS futures/order.place", BinanceFutures.ORDER, BinanceFutures::order)
            .depends("WS futures/algoOrder.place", BinanceFutures.ORDER, BinanceFutures::order)
            .adds(TRADE_DERIVATIVES, "WS futures/order.modify")
            .reduces(TRADE_DERIVATIVES, "WS futures/order.cancel", "WS futures/algoOrder.cancel")
            .reads(
                    "WS futures/order.status",
                    "WS futures/account.balance",
                    "WS futures/v2/account.balance",
                    "WS futures/account.status",
                    "WS futures/v2/account.status",
                    "WS futures/account.position",
                    "WS futures/v2/account.position")
            .build();

    /** There is no such symbol on the market that was asked. */
    static final String NO_SYMBOL = "-1121";

    static final ErrorTable ERRORS = ErrorTable.of(Binance::code)
            .mean(Kind.BAD_KEY, "-2014", "-2008")
            .mean(Set.of(Kind.BAD_KEY, Kind.IP, Kind.PERMISSION, Kind.EXPIRED), "-2015")
            .mean(Kind.SIGNATURE, "-1022")
            .mean(Kind.CLOCK, "-1021")
            .mean(Set.of(Kind.BAD_KEY, Kind.PERMISSION), "-1002", "-1099")
            .mean(Kind.IP, "-1005", "-1011")
            .mean(Kind.ACCOUNT, "-2017", "-4087", "-4088", "-4013", "-4015", "-4016", "-4017", "-4035")
            .mean(Kind.BAD_KEY, "-4056", "-4057")
            .mean(Kind.RATE, "-1003", "-1015")
            // What stands before the API, and stops whoever asks too often.
            .mean(Kind.RATE, ErrorTable.BY_STATUS + 403)
            .mean(Kind.MAINTENANCE, "-1008", "-1016")
            .mean(Kind.OUTCOME_UNKNOWN, "-1000", "-1001", "-1006", "-1007")
            .mean(Kind.REQUEST, "-1100", "-1102", NO_SYMBOL, "-1131", "-2010", "-2011", "-9000")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(
                    Environment.PRODUCTION,
                    "https://api.binance.com",
                    "https://api-gcp.binance.com",
                    "https://api1.binance.com",
                    "https://api2.binance.com",
                    "https://api3.binance.com",
                    "https://api4.binance.com")
            .service(Environment.PRODUCTION, FUTURES, "https://fapi.binance.com")
            .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, "wss://ws-api.binance.com:443")
            .service(Environment.PRODUCTION, BinanceFrames.FUTURES_SOCKET, "wss://ws-fapi.binance.com")
            .hosts(Environment.STAGING, "https://api.binance.com")
            .service(Environment.STAGING, FUTURES, "https://fapi.binance.com")
            .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, "wss://ws-api.binance.com:443")
            .service(Environment.STAGING, BinanceFrames.FUTURES_SOCKET, "wss://ws-fapi.binance.com")
            .hosts(Environment.SANDBOX, "https://testnet.binance.vision", "https://demo-api.binance.com")
            .service(Environment.SANDBOX, FUTURES, "https://testnet.binancefuture.com", "https://demo-fapi.binance.com")
            .service(
                    Environment.SANDBOX,
                    VenueDefinition.WEB_SOCKET,
                    "wss://ws-api.testnet.binance.vision",
                    "wss://demo-ws-api.binance.com")
            .service(Environment.SANDBOX, BinanceFrames.FUTURES_SOCKET, "wss://testnet.binancefuture.com")
            .credentials(new CredentialFormat(
                    Map.of(
                            SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT,
                            SignatureAlgorithm.ED25519, SecretEncoding.PEM,
                            SignatureAlgorithm.RSA_PKCS1_SHA256, SecretEncoding.PEM),
                    false))
            .endpoints(ENDPOINTS)
            .signer(environment -> Binance::sign)
            .inspector(BinanceInspection::in)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(BinanceKeys.LIFECYCLE)
            .clock(new PublicClock(
                    "/api/v3/time",
                    reply -> BinanceHistory.time(
                            "GET /api/v3/time", Answers.object(ID, "GET /api/v3/time", reply, ERRORS), "serverTime")))
            .clientOrderIds(
                    new ClientOrderIds("newClientOrderId", Pattern.compile("[A-Za-z0-9_-]{1,36}"), "open orders"))
            .requestLife(new RequestLife(Optional.of(Duration.ofSeconds(6)), true, true))
            .notes(BinanceNotes.NOTES)
            .sensitive(new SensitiveFields(
                    Set.of("X-MBX-APIKEY"),
                    Set.of("signature", "apiKey", "subAccountApiKey", "secretKey", "listenKey")))
            .build();

    private Binance() {}

    private static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        if (request.method().equals(VenueRequest.WEB_SOCKET)) {
            return BinanceFrames.sign(request, host, key, time);
        }
        boolean inBody = request.method().equals("POST") || request.method().equals("PUT");
        return inBody ? signForm(request, host, key, time) : signQuery(request, host, key, time);
    }

    /** Percent-encoded before signing, the signature last: in the body, as addresses get into more logs than bodies do. */
    private static SignedRequest signForm(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        try (Draft form = Draft.take()) {
            sign(form, request, key, time);
            Headers headers =
                    Headers.of("X-MBX-APIKEY", key.apiKey(), "Content-Type", "application/x-www-form-urlencoded");
            return new SignedRequest(
                    request.method(), Urls.of(host, request.path()), headers, form.array(), 0, form.length());
        }
    }

    private static SignedRequest signQuery(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        try (Draft uri = Draft.take()) {
            uri.add(host.toString()).add(request.path()).add('?');
            sign(uri, request, key, time);
            Headers headers = Headers.of("X-MBX-APIKEY", key.apiKey());
            return new SignedRequest(request.method(), URI.create(uri.text(0)), headers, NOTHING);
        }
    }

    /** Adds the parameters and the signature over them. */
    private static void sign(Draft text, VenueRequest request, SigningKey key, SigningTime time) {
        int start = text.length();
        text.params(request.params());
        if (text.length() > start) {
            text.add('&');
        }
        text.add("recvWindow=")
                .add(RECV_WINDOW)
                .add("&timestamp=")
                .add(time.now().toEpochMilli());
        if (key.algorithm() == SignatureAlgorithm.HMAC_SHA256) {
            text.add("&signature=").addHex(key, start, text.length() - "&signature=".length());
        } else {
            String signature = text.base64(key, start);
            text.add('&').param("signature", signature);
        }
    }

    static String text(SignatureAlgorithm algorithm, byte[] signature) {
        return algorithm == SignatureAlgorithm.HMAC_SHA256
                ? Encoding.hex(signature)
                : Base64.getEncoder().encodeToString(signature);
    }

    private static Optional<String> code(HttpReply reply) {
        JsonNode code = Answers.json(reply).path("code");
        return code.isIntegralNumber() && code.asLong() < 0 ? Optional.of(code.asText()) : Optional.empty();
    }
}
