/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
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
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.Headers;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * OKX, API v5.
 *
 * <p>Sources: okx.com/docs-v5 and the official python-okx. UNCONFIRMED: how long a signed REST request stays valid (about 30 seconds is stated for
 * the WebSocket login); the length of the parts of a key. The WebSocket sample of the documentation does not reproduce and is not used.
 */
final class Okx {
    static final String ID = "okx";
    /** Where the venue tells its time. */
    static final String TIME = "/api/v5/public/time";

    private static final Pattern UID = Pattern.compile("[1-9]\\d{0,30}");

    private static final OkxAccount ACCOUNT = new OkxAccount();

    private static final RightsModel RIGHTS = RightsModel.builder()
            .right("read_only", READ_ACCOUNT, OPEN_SESSION)
            .right(
                    "trade",
                    TRADE_SPOT,
                    TRADE_MARGIN,
                    TRADE_DERIVATIVES,
                    TRADE_OPTIONS,
                    CONVERT,
                    EARN,
                    LOAN,
                    CANCEL_WITHDRAWAL,
                    TRANSFER_INTERNAL,
                    TRANSFER_SUBACCOUNT,
                    KEY_ADMIN,
                    ACCOUNT_ADMIN)
            .right("withdraw", WITHDRAW)
            .need(READ_ACCOUNT, "read_only")
            .need(OPEN_SESSION, "read_only")
            .need(TRADE_SPOT, "read_only", "trade")
            .need(TRADE_MARGIN, "read_only", "trade")
            .need(TRADE_DERIVATIVES, "read_only", "trade")
            .need(TRADE_OPTIONS, "read_only", "trade")
            .need(CONVERT, "read_only", "trade")
            .need(EARN, "read_only", "trade")
            .need(LOAN, "read_only", "trade")
            .need(CANCEL_WITHDRAWAL, "read_only", "trade")
            .need(TRANSFER_INTERNAL, "read_only", "trade")
            .need(TRANSFER_SUBACCOUNT, "read_only", "trade")
            .need(KEY_ADMIN, "read_only", "trade")
            .need(ACCOUNT_ADMIN, "read_only", "trade")
            .need(WITHDRAW, "read_only", "withdraw")
            .advise(KEY_ADMIN, "use a sub-account")
            .advise(ACCOUNT_ADMIN, "use a sub-account")
            .advise(TRANSFER_SUBACCOUNT, "use a sub-account with canTransOut=false")
            .build();

    private static final EndpointTable ENDPOINTS = EndpointTable.of(new CanonicalForm(ID, true, Set.of()))
            .reads(
                    "GET " + TIME,
                    "GET /api/v5/account/balance",
                    "GET /api/v5/account/positions",
                    "GET /api/v5/account/config",
                    "GET /api/v5/account/bills",
                    "GET /api/v5/account/bills-archive",
                    "GET /api/v5/account/max-size",
                    "GET /api/v5/account/max-avail-size",
                    "GET /api/v5/account/trade-fee",
                    "GET /api/v5/account/subaccount/balances",
                    "GET /api/v5/asset/balances",
                    "GET /api/v5/asset/asset-valuation",
                    "GET /api/v5/asset/bills",
                    "GET /api/v5/asset/bills-history",
                    "GET /api/v5/asset/deposit-history",
                    "GET /api/v5/asset/deposit-withdraw-status",
                    "GET /api/v5/asset/withdrawal-history",
                    "GET /api/v5/asset/transfer-state",
                    "GET /api/v5/asset/subaccount/balances",
                    "GET /api/v5/asset/subaccount/bills",
                    "GET /api/v5/trade/order",
                    "GET /api/v5/trade/orders-pending",
                    "GET /api/v5/trade/orders-history",
                    "GET /api/v5/trade/orders-history-archive",
                    "GET /api/v5/trade/orders-algo-pending",
                    "GET /api/v5/trade/orders-algo-history",
                    "GET /api/v5/trade/order-algo",
                    "GET /api/v5/trade/fills",
                    "GET /api/v5/trade/fills-history",
                    "GET /api/v5/users/subaccount/list",
                    "GET /api/v5/users/subaccount/apikey",
                    "POST /api/v5/account/position-builder",
                    "POST /api/v5/account/bills-history-archive",
                    "POST /api/v5/asset/convert/estimate-quote",
                    "POST /api/v5/asset/monthly-statement",
                    "POST /api/v5/finance/flexible-loan/max-loan",
                    "POST /api/v5/tradingBot/grid/min-investment")
            .depends(
                    "POST /api/v5/trade/order",
                    "by instId and tdMode; reduceOnly, or side against posSide, reduces",
                    OkxMeaning.one(OkxMeaning::order))
            .depends(
                    "POST /api/v5/trade/batch-orders",
                    "item by item, the riskiest decides",
                    OkxMeaning.each(OkxMeaning::order))
            .depends(
                    "POST /api/v5/trade/order-precheck",
                    "by instId and tdMode, READ",
                    OkxMeaning.one(
                            item -> new Classification(OkxMeaning.order(item).permission(), Risk.READ)))
            .depends(
                    "POST /api/v5/trade/order-algo",
                    "by instId and tdMode; closeFraction=1 of a future, without sz and against the position, reduces",
                    OkxMeaning.one(OkxMeaning::algoOrder))
            .depends(
                    "POST /api/v5/trade/amend-order",
                    "by instId, ADDS_RISK: it can raise the size; a margin order of a pair counts as spot",
                    OkxMeaning.one(OkxMeaning::amendment))
            .depends(
                    "POST /api/v5/trade/amend-batch-orders",
                    "item by item, ADDS_RISK; a margin order of a pair counts as spot",
                    OkxMeaning.each(OkxMeaning::amendment))
            .depends(
                    "POST /api/v5/trade/amend-algos",
                    "by instId, ADDS_RISK; a margin order of a pair counts as spot",
                    OkxMeaning.one(OkxMeaning::amendment))
            .depends(
                    "POST /api/v5/trade/cancel-order",
                    "by instId, a pair counting as spot; REDUCES_RISK",
                    OkxMeaning.one(OkxMeaning::cancellation))
            .depends(
                    "POST /api/v5/trade/cancel-batch-orders",
                    "item by item, REDUCES_RISK",
                    OkxMeaning.each(OkxMeaning::cancellation))
            .depends(
                    "POST /api/v5/trade/cancel-algos",
                    "item by item, REDUCES_RISK",
                    OkxMeaning.each(OkxMeaning::cancellation))
            .depends(
                    "POST /api/v5/trade/cancel-advance-algos",
                    "item by item, REDUCES_RISK",
                    OkxMeaning.each(OkxMeaning::cancellation))
            .depends(
                    "POST /api/v5/trade/close-position",
                    "by instId, a pair counting as margin; REDUCES_RISK",
                    OkxMeaning.one(OkxMeaning::closing))
            .depends(
                    "POST /api/v5/trade/cancel-all-after",
                    "TRADE_SPOT; timeOut above 0 reduces, 0 disarms",
                    OkxMeaning.one(OkxMeaning::deadManSwitch))
            // Only the market maker protection of options, in portfolio mode.
            .reduces(TRADE_OPTIONS, "POST /api/v5/trade/mass-cancel")
            .depends(
                    "POST /api/v5/account/set-leverage",
                    "by instId, a pair counting as margin; ADDS_RISK",
                    OkxMeaning.one(OkxMeaning::leverage))
            .depends(
                    "POST /api/v5/account/position/margin-balance",
                    "by instId, a pair counting as margin; ADDS_RISK: it can raise the leverage",
                    OkxMeaning.one(OkxMeaning::marginBalance))
            .adds(TRADE_DERIVATIVES, "POST /api/v5/account/set-position-mode")
            .adds(TRADE_MARGIN, "POST /api/v5/account/set-auto-loan", "POST /api/v5/account/set-isolated-mode")
            .depends(
                    "POST /api/v5/account/spot-manual-borrow-repay",
                    "TRADE_MARGIN; side=repay reduces",
                    OkxMeaning.one(Okx::borrowing))
            .depends(
                    "POST /api/v5/account/quick-margin-borrow-repay",
                    "TRADE_MARGIN; side=repay reduces",
                    OkxMeaning.one(Okx::borrowing))
            .adds(TRADE_OPTIONS, "POST /api/v5/account/activate-option")
            .adds(
                    CONVERT,
                    "POST /api/v5/asset/convert/trade",
                    "POST /api/v5/asset/convert-dust-assets",
                    "POST /api/v5/trade/easy-convert",
                    "POST /api/v5/fiat/buy-sell/quote",
                    "POST /api/v5/fiat/buy-sell/trade")
            .adds(LOAN, "POST /api/v5/trade/one-click-repay", "POST /api/v5/finance/flexible-loan/adjust-collateral")
            .adds(
                    EARN,
                    "POST /api/v5/finance/savings/purchase-redempt",
                    "POST /api/v5/finance/savings/set-lending-rate",
                    "POST /api/v5/finance/staking-defi/purchase",
                    "POST /api/v5/finance/staking-defi/redeem",
                    "POST /api/v5/finance/staking-defi/cancel")
            .reduces(CANCEL_WITHDRAWAL, "POST /api/v5/asset/cancel-withdrawal", "POST /api/v5/fiat/cancel-withdrawal")
            .depends(
                    "POST /api/v5/asset/transfer",
                    "TRANSFER_INTERNAL with type 0 or none, else TRANSFER_SUBACCOUNT; ADDS_RISK",
                    OkxMeaning.one(Okx::transfer))
            .adds(TRANSFER_INTERNAL, "POST /api/v5/tradingBot/grid/withdraw-income")
            // Positions move between accounts of one owner, like money.
            .adds(TRANSFER_SUBACCOUNT, "POST /api/v5/asset/subaccount/transfer", "POST /api/v5/account/move-positions")
            .adds(
                    WITHDRAW,
                    "POST /api/v5/asset/withdrawal",
                    "POST /api/v5/asset/withdrawal-lightning",
                    "POST /api/v5/fiat/create-withdrawal")
            .adds(KEY_ADMIN, "POST /api/v5/users/subaccount/apikey", "POST /api/v5/users/subaccount/modify-apikey")
            .reduces(KEY_ADMIN, "POST /api/v5/users/subaccount/delete-apikey")
            .adds(ACCOUNT_ADMIN, "POST /api/v5/users/subaccount/create-subaccount")
            .depends(
                    "POST /api/v5/users/subaccount/set-transfer-out",
                    "ACCOUNT_ADMIN; canTransOut=false reduces",
                    OkxMeaning.one(Okx::transferOut))
            .at(VenueDefinition.WEB_SOCKET)
            // Orders are none: OKX goes by a number there, of which keyguard cannot tell what it stands for.
            .adds(OPEN_SESSION, "WS login")
            .build();

    static final ErrorTable ERRORS = ErrorTable.of(Okx::code)
            .mean(Kind.BAD_KEY, "50111", "50119", "60005")
            // Of logins over a WebSocket, which the documents word as one for a key that does not exist; so may be one
            // of the other environment.
            .mean(Set.of(Kind.BAD_KEY, Kind.ENVIRONMENT), "60032")
            .mean(
                    Kind.REQUEST,
                    "50103",
                    "50104",
                    "50106",
                    "50107",
                    "50014",
                    "51000",
                    "51001",
                    "51400",
                    "51401",
                    "51402",
                    "51603")
            // Limits on keys: 50 to an account, one label each, 20 addresses.
            .mean(Kind.REQUEST, "59501", "59502", "59503")
            .mean(Kind.PASSPHRASE, "50105", "60024")
            .mean(Kind.SIGNATURE, "50113", "60007")
            .mean(Kind.CLOCK, "50102", "50112", "50036", "50037", "60004", "60006")
            .mean(Kind.IP, "50110", "50121")
            // The call is for keys that are bound to addresses.
            .mean(Set.of(Kind.IP, Kind.PERMISSION), "50035")
            .mean(Kind.PERMISSION, "50120", "50030", "59500", "59504")
            .mean(Set.of(Kind.BAD_KEY, Kind.PERMISSION), "50114")
            .mean(Kind.ENVIRONMENT, "50101")
            .mean(Kind.ACCOUNT, "50100", "59508", "50027", "58207", "58217")
            .mean(Kind.RATE, "50011", "50061", "50040", "60014")
            .mean(Set.of(Kind.RATE, Kind.MAINTENANCE), "50013")
            .mean(Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "50001", "50026")
            .mean(Kind.MAINTENANCE, "50005")
            // A time-out, of which the documentation says that the request may have been done or not.
            .mean(Kind.OUTCOME_UNKNOWN, "50004")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://www.okx.com", "https://eea.okx.com", "https://us.okx.com")
            .hosts(Environment.STAGING, "https://www.okx.com", "https://eea.okx.com", "https://us.okx.com")
            .hosts(Environment.SANDBOX, "https://www.okx.com", "https://eea.okx.com", "https://us.okx.com")
            .service(
                    Environment.PRODUCTION,
                    VenueDefinition.WEB_SOCKET,
                    "wss://ws.okx.com:8443",
                    "wss://wseea.okx.com:8443",
                    "wss://wsus.okx.com:8443")
            .service(
                    Environment.STAGING,
                    VenueDefinition.WEB_SOCKET,
                    "wss://ws.okx.com:8443",
                    "wss://wseea.okx.com:8443",
                    "wss://wsus.okx.com:8443")
            .service(
                    Environment.SANDBOX,
                    VenueDefinition.WEB_SOCKET,
                    "wss://wspap.okx.com:8443",
                    "wss://wseeapap.okx.com:8443",
                    "wss://wsuspap.okx.com:8443")
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), true)
                    .withApiKeysLike("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"))
            .endpoints(ENDPOINTS)
            .signer(environment -> (request, host, key, time) -> sign(environment, request, host, key, time))
            .inspector(environment -> Okx::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(OkxKeys.MAKING)
            .clock(new PublicClock(
                    TIME,
                    reply -> Answers.millis(
                            ID,
                            TIME,
                            Answers.array(ID, TIME, Answers.object(ID, TIME, reply, Okx.ERRORS), "data")
                                    .path(0),
                            "ts")))
            .clientOrderIds(new ClientOrderIds("clOrdId", Pattern.compile("[A-Za-z0-9]{1,32}"), "pending orders"))
            .requestLife(new RequestLife(Optional.of(Duration.ofSeconds(30)), true, true))
            .notes(OkxNotes.NOTES)
            .sensitive(new SensitiveFields(
                    Set.of("OK-ACCESS-KEY", "OK-ACCESS-SIGN", "OK-ACCESS-PASSPHRASE"),
                    Set.of("apiKey", "secretKey", "passphrase", "sign")))
            .build();

    private Okx() {}

    private static Classification borrowing(Fields order) {
        boolean repays = OkxMeaning.scalar(order, "side").equals("repay");
        return new Classification(TRADE_MARGIN, repays ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.NONE);
    }

    private static Classification transfer(Fields transfer) {
        String type = OkxMeaning.scalar(transfer, "type");
        boolean within = (!transfer.has("type") || type.equals("0")) && !transfer.has("subAcct");
        return new Classification(within ? TRANSFER_INTERNAL : TRANSFER_SUBACCOUNT, Risk.ADDS_RISK);
    }

    private static Classification transferOut(Fields setting) {
        boolean closes = OkxMeaning.scalar(setting, "canTransOut").equals("false");
        return new Classification(ACCOUNT_ADMIN, closes ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    /** Timestamp, method, path with query, and body. */
    private static SignedRequest sign(
            Environment environment, VenueRequest request, URI host, SigningKey key, SigningTime time) {
        if (request.method().equals(VenueRequest.WEB_SOCKET)) {
            return OkxFrames.sign(request, host, key, time);
        }
        boolean inQuery = request.method().equals("GET");
        String timestamp = Timestamps.isoMillis(time.now());
        try (Draft draft = Draft.take()) {
            int path = draft.add(timestamp).add(request.method()).length();
            draft.add(request.path());
            if (inQuery && !request.params().isEmpty()) {
                draft.add('?').params(request.params());
            }
            int body = draft.length();
            URI uri = Urls.of(host, request.path(), draft, path, body);
            if (!inQuery) {
                draft.add(JsonBody.text(request));
            }
            Headers headers = headers(environment, key, draft.base64(key, 0), timestamp);
            return new SignedRequest(request.method(), uri, headers, draft.array(), body, draft.length() - body);
        }
    }

    private static Headers headers(Environment environment, SigningKey key, String signature, String timestamp) {
        String[] usual = {
            "OK-ACCESS-KEY",
            key.apiKey(),
            "OK-ACCESS-SIGN",
            signature,
            "OK-ACCESS-TIMESTAMP",
            timestamp,
            "OK-ACCESS-PASSPHRASE",
            key.passphrase(),
            "Content-Type",
            "application/json"
        };
        return environment == Environment.SANDBOX
                ? Headers.of(usual).with("x-simulated-trading", "1")
                : Headers.of(usual);
    }

    private static KeyFacts inspect(SignedCalls venue) {
        String question = "GET /api/v5/account/config";
        JsonNode answer = Answers.object(ID, question, venue.call(VenueRequest.get("/api/v5/account/config")), ERRORS);
        JsonNode account = answer.path("data").path(0);
        Set<String> rights = Answers.words(Answers.text(ID, question, account, "perm"));
        Set<String> ips = Answers.words(Answers.text(ID, question, account, "ip"));
        String uid = account(question, account.path("uid"));
        if (rights.isEmpty()) {
            throw KeyguardExceptions.malformedReply(ID, question, 200);
        }
        boolean main = uid.equals(account(question, account.path("mainUid")));
        return new KeyFacts(
                RightsReader.read(RIGHTS, rights, Set.of(), withoutOn(main, !ips.isEmpty())),
                rights,
                Addresses.of(ips),
                // Keys with trade or withdraw and without addresses lapse after 14 days without use; when, it does not
                // say.
                Observed.unknown(),
                Observed.of(uid));
    }

    /** Of anything else it would be unknown whether the two are one. */
    private static String account(String question, JsonNode uid) {
        if (!uid.isTextual() || !UID.matcher(uid.asText()).matches()) {
            throw KeyguardExceptions.malformedReply(ID, question, 200);
        }
        return uid.asText();
    }

    /** Only a main account administers; its keys only make keys for sub-accounts while they are bound to addresses. */
    private static Set<Permission> withoutOn(boolean mainAccount, boolean bound) {
        var without = EnumSet.noneOf(Permission.class);
        if (!mainAccount) {
            without.add(ACCOUNT_ADMIN);
        }
        if (!mainAccount || !bound) {
            without.add(KEY_ADMIN);
        }
        return without;
    }

    /** The code of the envelope, or of the first item that failed where the envelope only says that some did. */
    private static Optional<String> code(HttpReply reply) {
        JsonNode answer = Answers.json(reply);
        JsonNode code = answer.path("code");
        if (!isCode(code)) {
            return Optional.empty();
        }
        if (code.asText().equals("1") || code.asText().equals("2")) {
            for (JsonNode item : answer.path("data")) {
                JsonNode reason = item.path("sCode");
                if (isCode(reason)) {
                    return Optional.of(reason.asText());
                }
            }
        }
        return Optional.of(code.asText());
    }

    /** Text in the documents; a number counts as its text, as it is no success either. */
    private static boolean isCode(JsonNode code) {
        return (code.isTextual() || code.isIntegralNumber()) && !code.asText().equals("0");
    }
}
