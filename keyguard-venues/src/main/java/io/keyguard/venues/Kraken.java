/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;
import static io.keyguard.Permission.WITHDRAW_ADDRESS_ADMIN;

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
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Kraken spot.
 *
 * <p>Sources: docs.kraken.com (spot REST, API keys, sub-accounts). UNCONFIRMED: what is answered to a key from a foreign address or to an ended key;
 * whether modify-trades alone lets a key cancel. The official pages contradict each other on the right that {@code CreateSubaccount} needs, so either
 * counts. Kraken's signatures know no time: a request that was withheld stays valid until a higher nonce is used, so orders carry a deadline.
 */
final class Kraken {
    static final String ID = "kraken";
    private static final KrakenAccount ACCOUNT = new KrakenAccount();
    /** The documentation allows 2 to 60 seconds. */
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private static final Pattern LEVERAGE = Pattern.compile("(?:[2-9]|[1-9]\\d{1,2})(?::1)?");

    private static final Set<String> TAKE_DEADLINE =
            Set.of("/0/private/AddOrder", "/0/private/AddOrderBatch", "/0/private/EditOrder", "/0/private/AmendOrder");

    private static final RightsModel RIGHTS = RightsModel.builder()
            // WalletTransfer, which moves all spot money to the futures wallet, asks for nothing more.
            .right("query-funds", READ_ACCOUNT, TRANSFER_INTERNAL)
            .right("query-open-trades", READ_ACCOUNT)
            .right("query-closed-trades", READ_ACCOUNT)
            .right("query-ledger", READ_ACCOUNT)
            .right("export-data", READ_ACCOUNT)
            .right("create-ws-token", OPEN_SESSION)
            .right("modify-trades", TRADE_SPOT, TRADE_MARGIN, ACCOUNT_ADMIN)
            // Cancelling is part of trading: no permission of its own, but a key for reading has no use for it.
            .right("close-trades")
            .right("add-funds", DEPOSIT)
            .right("earn-funds", EARN)
            .right("withdraw-funds", WITHDRAW, CANCEL_WITHDRAWAL, TRANSFER_SUBACCOUNT, ACCOUNT_ADMIN)
            .right("add-withdraw-address", WITHDRAW_ADDRESS_ADMIN)
            .right("update-withdraw-address", WITHDRAW_ADDRESS_ADMIN)
            .need(READ_ACCOUNT, "query-funds", "query-open-trades", "query-closed-trades", "query-ledger")
            .need(OPEN_SESSION, "create-ws-token")
            .need(TRADE_SPOT, "modify-trades", "close-trades")
            .need(TRADE_MARGIN, "modify-trades", "close-trades")
            .need(DEPOSIT, "query-funds", "add-funds")
            .need(EARN, "query-funds", "earn-funds")
            .need(TRANSFER_INTERNAL, "query-funds")
            .need(TRANSFER_SUBACCOUNT, "withdraw-funds")
            .need(WITHDRAW, "query-funds", "withdraw-funds")
            .need(CANCEL_WITHDRAWAL, "withdraw-funds")
            .need(WITHDRAW_ADDRESS_ADMIN, "add-withdraw-address", "update-withdraw-address")
            .need(ACCOUNT_ADMIN, "modify-trades")
            .advise(ACCOUNT_ADMIN, "use a sub-account")
            .build();

    private static final EndpointTable ENDPOINTS = EndpointTable.of(CanonicalForm.withJsonOverWebSocketsAlone(
                    ID, Set.of("nonce", "otp", "deadline", "token", "req_id")))
            .reads(
                    "POST /0/private/Balance",
                    "POST /0/private/BalanceEx",
                    "POST /0/private/CreditLines",
                    "POST /0/private/TradeBalance",
                    "POST /0/private/OpenOrders",
                    "POST /0/private/ClosedOrders",
                    "POST /0/private/QueryOrders",
                    "POST /0/private/OrderAmends",
                    "POST /0/private/TradesHistory",
                    "POST /0/private/QueryTrades",
                    "POST /0/private/OpenPositions",
                    "POST /0/private/Ledgers",
                    "POST /0/private/QueryLedgers",
                    "POST /0/private/TradeVolume",
                    "POST /0/private/Level3",
                    "POST /0/private/Earn/Strategies",
                    "POST /0/private/Earn/Allocations",
                    "POST /0/private/Earn/AllocateStatus",
                    "POST /0/private/Earn/DeallocateStatus",
                    "POST /0/private/GetApiKeyInfo",
                    "POST /0/private/ListWalletAccounts",
                    "POST /0/private/AddExport",
                    "POST /0/private/ExportStatus",
                    "POST /0/private/RetrieveExport",
                    "POST /0/private/RemoveExport",
                    // The right to query funds is enough for the one, the right to query the ledger for the other.
                    "POST /0/private/DepositStatus",
                    "POST /0/private/WithdrawStatus")
            .adds(OPEN_SESSION, "POST /0/private/GetWebSocketsToken")
            .depends(
                    "POST /0/private/AddOrder",
                    "TRADE_MARGIN with leverage, else TRADE_SPOT; reduce_only=true with leverage reduces",
                    Kraken::order)
            .depends(
                    "POST /0/private/AddOrderBatch",
                    "TRADE_MARGIN if any order has leverage, else TRADE_SPOT; ADDS_RISK",
                    Kraken::newOrder)
            .depends(
                    "POST /0/private/EditOrder",
                    "TRADE_MARGIN with leverage, else TRADE_SPOT; ADDS_RISK; without it a margin order counts as spot",
                    request -> newOrder(request).with(OrderEffect.BOTH))
            // It names the order and not its product.
            .depends(
                    "POST /0/private/AmendOrder",
                    "TRADE_SPOT, ADDS_RISK; a margin order counts as spot",
                    request -> new Classification(TRADE_SPOT, Risk.ADDS_RISK))
            .reduces(
                    TRADE_SPOT,
                    "POST /0/private/CancelOrder",
                    "POST /0/private/CancelOrderBatch",
                    "POST /0/private/CancelAll")
            .depends(
                    "POST /0/private/CancelAllOrdersAfter",
                    "TRADE_SPOT; a timeout above 0 reduces, 0 disarms",
                    Kraken::deadManSwitch)
            .adds(EARN, "POST /0/private/Earn/Allocate")
            .reduces(EARN, "POST /0/private/Earn/Deallocate")
            .triesOut(DEPOSIT, "POST /0/private/DepositMethods")
            .adds(DEPOSIT, "POST /0/private/DepositAddresses")
            .triesOut(
                    WITHDRAW,
                    "POST /0/private/WithdrawMethods",
                    "POST /0/private/WithdrawAddresses",
                    "POST /0/private/WithdrawInfo")
            .reduces(CANCEL_WITHDRAWAL, "POST /0/private/WithdrawCancel")
            .adds(WITHDRAW, "POST /0/private/Withdraw")
            .adds(TRANSFER_INTERNAL, "POST /0/private/WalletTransfer")
            .adds(TRANSFER_SUBACCOUNT, "POST /0/private/AccountTransfer")
            .adds(ACCOUNT_ADMIN, "POST /0/private/CreateSubaccount")
            .at(VenueDefinition.WEB_SOCKET)
            .depends("WS subscribe", KrakenFrames.FEED, KrakenFrames::feed)
            .depends("WS unsubscribe", KrakenFrames.FEED, KrakenFrames::feed)
            .depends("WS add_order", KrakenFrames.ORDER, KrakenFrames::order)
            .depends("WS batch_add", KrakenFrames.BATCH, KrakenFrames::batch)
            .depends("WS amend_order", KrakenFrames.CHANGE, KrakenFrames::change)
            .depends("WS edit_order", KrakenFrames.CHANGE, KrakenFrames::replacement)
            .depends("WS cancel_order", KrakenFrames.CANCELLATION, KrakenFrames::cancellation)
            .depends("WS batch_cancel", KrakenFrames.CANCELLATION, KrakenFrames::cancellation)
            .depends("WS cancel_all", KrakenFrames.CANCELLATION, KrakenFrames::cancellation)
            .depends("WS cancel_all_orders_after", KrakenFrames.TIMER, KrakenFrames::timer)
            .build();

    static final ErrorTable ERRORS = ErrorTable.of(Kraken::code)
            // A foreign address and an ended key have no code of their own as far as the documentation goes.
            .mean(Set.of(Kind.BAD_KEY, Kind.IP, Kind.EXPIRED), "EAPI:Invalid key")
            .mean(Kind.SIGNATURE, "EAPI:Invalid signature")
            .mean(Kind.NONCE, "EAPI:Invalid nonce")
            .mean(Set.of(Kind.PERMISSION, Kind.IP), "EGeneral:Permission denied")
            .mean(
                    Kind.ACCOUNT,
                    "EAccount:Invalid permissions",
                    "EAuth:Account temporary disabled",
                    "EAuth:Account unconfirmed",
                    "ETrade:User Locked",
                    "EGeneral:Temporary lockout")
            .mean(Kind.BAD_KEY, "ESession:Invalid session")
            .mean(
                    Kind.RATE,
                    "EAPI:Rate limit exceeded",
                    "EOrder:Rate limit exceeded",
                    "EAuth:Rate limit exceeded",
                    "EAuth:Too many requests",
                    "EGeneral:Too many requests")
            // Whether an order was placed before it, nobody says.
            .mean(
                    Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN),
                    "EService:Unavailable",
                    "EService:Busy",
                    "EService:Timeout",
                    "EGeneral:Internal error")
            .failing("EService:")
            .failing("EGeneral:Internal error")
            .mean(
                    Kind.MAINTENANCE,
                    "EService:Market in cancel_only mode",
                    "EService:Market in post_only mode",
                    "EService:Market in limit_only mode")
            .mean(Kind.REQUEST, "EService:Deadline elapsed", "EGeneral:Invalid arguments", "EOrder:Unknown order")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://api.kraken.com")
            .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, "wss://ws-auth.kraken.com")
            .hosts(Environment.STAGING, "https://api.kraken.com")
            .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, "wss://ws-auth.kraken.com")
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA512, SecretEncoding.BASE64), false)
                    .withApiKeysLike("[A-Za-z0-9+/]{56}"))
            .endpoints(ENDPOINTS)
            .signer(environment -> Kraken::sign)
            .sessionToken(KrakenFrames.TOKEN)
            .inspector(environment -> Kraken::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(KrakenKeys.KEYS)
            .clock(new ServerTime(
                    ID,
                    "/0/public/Time",
                    Duration.ofSeconds(1),
                    json -> json.path("result").path("unixtime")))
            .clientOrderIds(new ClientOrderIds(
                    "cl_ord_id",
                    Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|[!-~]{1,18}"),
                    "open orders"))
            .requestLife(new RequestLife(Optional.empty(), false, true))
            .notes(KrakenNotes.NOTES)
            .sensitive(new SensitiveFields(Set.of("API-Key", "API-Sign"), Set.of("otp", "token", "api_key")))
            .build();

    private Kraken() {}

    private static Classification order(CheckedRequest request) {
        Permission product = product(request);
        boolean closesOnly = product == TRADE_MARGIN
                && request.param("reduce_only").equals("true")
                && request.request().params().stream().noneMatch(p -> Spelling.alike(p.name(), "close"));
        return new Classification(product, closesOnly ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    private static Classification newOrder(CheckedRequest request) {
        return new Classification(product(request), Risk.ADDS_RISK);
    }

    private static Permission product(CheckedRequest request) {
        Permission product = TRADE_SPOT;
        for (VenueRequest.Param param : request.request().params()) {
            if (Spelling.is(param.name(), "leverage")
                    || param.name().toLowerCase(Locale.ROOT).endsWith("[leverage]")) {
                requireLeverage(param.value());
                product = TRADE_MARGIN;
            }
        }
        return product;
    }

    /** What Kraken makes of "none", "1:1" or nothing at all is not documented; an order without leverage leaves it out. */
    private static void requireLeverage(String value) {
        if (!LEVERAGE.matcher(value).matches()) {
            throw KeyguardExceptions.notCanonical(
                    ID, "'leverage' is a whole number from 2, with or without ':1', or is left out");
        }
    }

    private static Classification deadManSwitch(CheckedRequest request) {
        boolean arms = request.param("timeout").matches("[1-9]\\d{0,4}");
        return new Classification(TRADE_SPOT, arms ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    private static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        return request.method().equals(VenueRequest.WEB_SOCKET)
                ? KrakenFrames.sign(request, host, time)
                : signForm(request, host, key, time);
    }

    /** Until when an order that is sent now may reach the market. */
    static String deadline(SigningTime time) {
        return Timestamps.isoMillis(time.now().plus(DEADLINE));
    }

    /** Path, and the digest of nonce and body; the nonce stands first in the body. */
    private static SignedRequest signForm(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        long nonce = time.nextNonce();
        try (Draft draft = Draft.take()) {
            int body = draft.add(nonce).length();
            draft.add("nonce=").add(nonce);
            if (!request.params().isEmpty()) {
                draft.add('&').params(request.params());
            }
            if (TAKE_DEADLINE.contains(request.path())) {
                draft.add('&').param("deadline", deadline(time));
            }
            int end = draft.length();
            draft.add(request.path()).addSha256(0, end);
            Headers headers = Headers.of(
                    "API-Key", key.apiKey(),
                    "API-Sign", draft.base64(key, end),
                    "Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
            return new SignedRequest(
                    request.method(), Urls.of(host, request.path()), headers, draft.array(), body, end - body);
        }
    }

    private static KeyFacts inspect(SignedCalls venue) {
        String question = "POST /0/private/GetApiKeyInfo";
        JsonNode info = Answers.object(ID, question, venue.call(VenueRequest.post("/0/private/GetApiKeyInfo")), ERRORS)
                .path("result");
        JsonNode permissions = info.path("permissions");
        if (!permissions.isArray()) {
            throw KeyguardExceptions.malformedReply(ID, question, 200);
        }
        Set<String> rights = words(question, permissions);
        if (rights.contains("")) {
            throw KeyguardExceptions.malformedReply(ID, question, 200);
        }
        // Whether this is the master account, whose keys make sub-accounts, is not shown.
        boolean mayAdminister = rights.contains("modify-trades") || rights.contains("withdraw-funds");
        JsonNode ips = either(info, "ip_allowlist", "ipAllowlist");
        String iban = Answers.text(ID, question, info, "iban");
        return new KeyFacts(
                RightsReader.read(RIGHTS, rights, mayAdminister ? Set.of(ACCOUNT_ADMIN) : Set.of(), Set.of()),
                rights,
                ips.isArray() ? addresses(question, ips) : Observed.unknown(),
                expiry(question, either(info, "valid_until", "validUntil")),
                iban.isEmpty() ? Observed.unknown() : Observed.of(iban));
    }

    /** The documentation names the fields in one way and shows them in another. */
    private static JsonNode either(JsonNode json, String snake, String camel) {
        return json.has(snake) ? json.path(snake) : json.path(camel);
    }

    /** A key without addresses is shown with an empty one. */
    private static Observed<Set<String>> addresses(String question, JsonNode array) {
        Set<String> words = words(question, array);
        words.remove("");
        return Addresses.of(words);
    }

    private static Set<String> words(String question, JsonNode array) {
        var words = new TreeSet<String>();
        for (JsonNode word : array) {
            if (!word.isTextual()) {
                throw KeyguardExceptions.malformedReply(ID, question, 200);
            }
            words.add(word.asText().strip());
        }
        return words;
    }

    private static Observed<Instant> expiry(String question, JsonNode seconds) {
        if (!seconds.isValueNode()) {
            return Observed.unknown();
        }
        if (!seconds.asText().matches("\\d{1,11}")) {
            throw KeyguardExceptions.malformedReply(ID, question, 200);
        }
        long end = Long.parseLong(seconds.asText());
        return end == 0 ? Observed.none() : Observed.of(Instant.ofEpochSecond(end));
    }

    /** The first error; warnings start with {@code W}. */
    private static Optional<String> code(HttpReply reply) {
        for (JsonNode error : Answers.json(reply).path("error")) {
            if (error.asText("").startsWith("E")) {
                return Optional.of(error.asText());
            }
        }
        return Optional.empty();
    }
}
