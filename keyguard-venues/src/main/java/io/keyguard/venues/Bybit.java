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
import io.keyguard.internal.Headers;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.HttpReply;
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
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Bybit, API v5, unified accounts.
 *
 * <p>Sources: bybit-exchange/docs, July 2026. UNCONFIRMED: the length of the parts of a key; whether a key with a wallet right can give itself the right to withdraw, and whether Bybit refuses edits
 * to keys that are read-only. Both are assumed for the worst.
 */
final class Bybit {
    static final String ID = "bybit";
    /** Milliseconds. */
    static final String RECV_WINDOW = "5000";

    private static final Pattern NANOS = Pattern.compile("[1-9]\\d{18}");

    /** The right of every key, whatever was ticked. */
    static final String READ = "read";

    private static final String SPOT = "Spot/SpotTrade";
    private static final String ORDER = "ContractTrade/Order";
    private static final String POSITION = "ContractTrade/Position";
    private static final String DERIVATIVES = "Derivatives/DerivativesTrade";
    private static final String OPTIONS = "Options/OptionsTrade";
    private static final String EXCHANGE = "Exchange/ExchangeHistory";
    private static final String EARNING = "Earn/Earn";
    private static final String ACCOUNT_TRANSFER = "Wallet/AccountTransfer";
    private static final String SUB_TRANSFER = "Wallet/SubMemberTransferList";
    private static final String WITHDRAWING = "Wallet/Withdraw";

    /** What a key with any wallet right can give itself in a sub-account: everything that keys have there, from any address. */
    static final Set<Permission> SUB_ACCOUNT_CLOSURE = Set.of(
            TRADE_SPOT,
            TRADE_MARGIN,
            LOAN,
            TRADE_DERIVATIVES,
            TRADE_OPTIONS,
            CONVERT,
            EARN,
            TRANSFER_INTERNAL,
            TRANSFER_SUBACCOUNT,
            KEY_ADMIN);

    /** What it gets on top in a master account: cards, which spend money; sub-accounts; and, assumed, the right to withdraw. */
    static final Set<Permission> MASTER_ONLY = Set.of(ACCOUNT_ADMIN, WITHDRAW, CANCEL_WITHDRAWAL);

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(READ, READ_ACCOUNT, OPEN_SESSION)
            // Loans against collateral ask for the right to trade spot.
            .right(SPOT, TRADE_SPOT, TRADE_MARGIN, LOAN)
            .right(ORDER, TRADE_DERIVATIVES)
            .right(POSITION, TRADE_DERIVATIVES)
            .right(DERIVATIVES, TRADE_DERIVATIVES)
            // It includes perpetuals in USDC.
            .right(OPTIONS, TRADE_OPTIONS, TRADE_DERIVATIVES)
            .right("BlockTrade/BlockTrade", TRADE_DERIVATIVES)
            .right(EXCHANGE, CONVERT)
            .right(EARNING, EARN)
            .right(ACCOUNT_TRANSFER, closure(true))
            .right("Wallet/SubMemberTransfer", closure(true))
            .right(SUB_TRANSFER, closure(false))
            .right(WITHDRAWING, closure(true))
            .right("FiatP2P/FiatP2POrder", WITHDRAW)
            .right("FiatP2P/Advertising", WITHDRAW)
            .right("FiatBitPay/FaitPayOrder", WITHDRAW)
            .right("FiatConvertBroker/FiatConvertBrokerOrder", WITHDRAW)
            .right("BitCard/BitCard", WITHDRAW)
            .right("ByXPost/ByXPost")
            .right("Affiliate/Affiliate")
            .need(READ_ACCOUNT, READ)
            .need(OPEN_SESSION, READ)
            .need(TRADE_SPOT, READ, SPOT)
            .need(TRADE_MARGIN, READ, SPOT)
            .need(LOAN, READ, SPOT)
            .need(TRADE_DERIVATIVES, READ, ORDER, POSITION, DERIVATIVES)
            .need(TRADE_OPTIONS, READ, OPTIONS)
            .need(CONVERT, READ, EXCHANGE)
            .need(EARN, READ, EARNING)
            .need(TRANSFER_INTERNAL, READ, ACCOUNT_TRANSFER)
            .need(TRANSFER_SUBACCOUNT, READ, SUB_TRANSFER)
            .need(KEY_ADMIN, READ, SUB_TRANSFER)
            .need(ACCOUNT_ADMIN, READ, ACCOUNT_TRANSFER)
            .need(CANCEL_WITHDRAWAL, READ, WITHDRAWING)
            .need(WITHDRAW, READ, WITHDRAWING)
            .advise(TRADE_MARGIN, "use an account for which spot margin was never switched on")
            .advise(KEY_ADMIN, "move money with another key, and leave Wallet empty on this one")
            .advise(ACCOUNT_ADMIN, "use a sub-account")
            .advise(WITHDRAW, "use a sub-account")
            .build();

    static final ErrorTable ERRORS = ErrorTable.of(Bybit::code)
            .mean(Set.of(Kind.BAD_KEY, Kind.ENVIRONMENT), "10003")
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE), "10007", "HTTP 401")
            .mean(Kind.SIGNATURE, "10004")
            .mean(Kind.PERMISSION, "10005", "131227")
            .mean(Kind.IP, "10010")
            .mean(Kind.CLOCK, "10002", "-1")
            .mean(Kind.EXPIRED, "33004", "-2015")
            .mean(Kind.RATE, "10006", "10018", "10403", "10429", "20003")
            // Too many requests from one address, or an address in a country that is not served.
            .mean(Set.of(Kind.RATE, Kind.IP), "HTTP 403")
            .mean(Set.of(Kind.RATE, Kind.MAINTENANCE), "429")
            .mean(Kind.ACCOUNT, "10008", "10009", "10024", "10027", "131089", "131090", "131091", "131092", "20096")
            .mean(Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "10016")
            .mean(Kind.MAINTENANCE, "10019")
            .mean(Kind.OUTCOME_UNKNOWN, "10000", "170007", "170146", "170147")
            .mean(
                    Kind.REQUEST,
                    "10001",
                    "10014",
                    "10017",
                    "10028",
                    "10029",
                    "10404",
                    "100028",
                    "110001",
                    "110007",
                    "110072",
                    "131083",
                    "131093",
                    "131212",
                    "170131",
                    "170141",
                    "170213",
                    "20001",
                    "20006",
                    "81007")
            .build();

    private static final BybitAccount ACCOUNT = new BybitAccount();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, origins())
            .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, streams())
            .hosts(Environment.STAGING, origins())
            .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, streams())
            .hosts(Environment.SANDBOX, "https://api-testnet.bybit.com", "https://api-demo.bybit.com")
            .service(
                    Environment.SANDBOX,
                    VenueDefinition.WEB_SOCKET,
                    "wss://stream-testnet.bybit.com",
                    "wss://stream-demo.bybit.com")
            .credentials(new CredentialFormat(
                            Map.of(
                                    SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT,
                                    SignatureAlgorithm.RSA_PKCS1_SHA256, SecretEncoding.PEM),
                            false)
                    .withApiKeysLike("[A-Za-z0-9]{18}"))
            .endpoints(BybitEndpoints.TABLE)
            .signer(environment -> Bybit::sign)
            .inspector(environment -> BybitInspection::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(BybitKeys.MAKING)
            .clock(new PublicClock("/v5/market/time", Bybit::time))
            .clientOrderIds(
                    new ClientOrderIds("orderLinkId", Pattern.compile("[A-Za-z0-9_-]{1,36}"), "all orders, always"))
            // The window, and the second by which a clock may be ahead.
            .requestLife(new RequestLife(Optional.of(Duration.ofSeconds(6)), true, true))
            .notes(BybitNotes.NOTES)
            .sensitive(new SensitiveFields(
                    Set.of("X-BAPI-API-KEY", "X-BAPI-SIGN"), Set.of("api_key", "apiKey", "apikey", "secret", "sign")))
            .build();

    private Bybit() {}

    private static Permission[] closure(boolean ofMaster) {
        var all = new TreeSet<>(SUB_ACCOUNT_CLOSURE);
        if (ofMaster) {
            all.addAll(MASTER_ONLY);
        }
        return all.toArray(Permission[]::new);
    }

    private static String[] origins() {
        return new String[] {
            "https://api.bybit.com",
            "https://api.bytick.com",
            "https://api.bybit.nl",
            "https://api.bybit.tr",
            "https://api.bybit.kz",
            "https://api.bybit.ae",
            "https://api.bybit.eu",
            "https://api.bybit.id",
            "https://api.bybitgeorgia.ge",
            "https://api.manepa.jp"
        };
    }

    private static String[] streams() {
        return new String[] {
            "wss://stream.bybit.com",
            "wss://stream.bybit.tr",
            "wss://stream.bybit.kz",
            "wss://stream.bybit.eu",
            "wss://stream.bybit.id",
            "wss://stream.bybitgeorgia.ge",
            "wss://stream.manepa.jp"
        };
    }

    /** Time, API key, window, and the query or the body. */
    private static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        if (request.method().equals(VenueRequest.WEB_SOCKET)) {
            return BybitFrames.sign(request, host, key, time);
        }
        boolean inQuery = request.method().equals("GET");
        long millis = time.now().toEpochMilli();
        String apiKey = key.apiKey();
        try (Draft draft = Draft.take()) {
            int start = draft.add(millis).add(apiKey).add(RECV_WINDOW).length();
            if (inQuery) {
                draft.params(request.params());
            } else {
                draft.add(BybitBody.text(request, millis));
            }
            boolean hasQuery = inQuery && draft.length() > start;
            URI uri = hasQuery
                    ? URI.create(host + request.path() + "?" + draft.text(start))
                    : Urls.of(host, request.path());
            String signature =
                    key.algorithm() == SignatureAlgorithm.HMAC_SHA256 ? draft.hex(key, 0) : draft.base64(key, 0);
            Headers headers = headers(!inQuery, apiKey, Long.toString(millis), signature);
            int body = inQuery ? draft.length() : start;
            return new SignedRequest(request.method(), uri, headers, draft.array(), body, draft.length() - body);
        }
    }

    private static Headers headers(boolean withBody, String apiKey, String timestamp, String signature) {
        return withBody
                ? Headers.of(
                        "X-BAPI-API-KEY", apiKey,
                        "X-BAPI-TIMESTAMP", timestamp,
                        "X-BAPI-RECV-WINDOW", RECV_WINDOW,
                        "X-BAPI-SIGN", signature,
                        "Content-Type", "application/json")
                : Headers.of(
                        "X-BAPI-API-KEY", apiKey,
                        "X-BAPI-TIMESTAMP", timestamp,
                        "X-BAPI-RECV-WINDOW", RECV_WINDOW,
                        "X-BAPI-SIGN", signature);
    }

    static String text(SignatureAlgorithm algorithm, byte[] signature) {
        return algorithm == SignatureAlgorithm.HMAC_SHA256
                ? Encoding.hex(signature)
                : Base64.getEncoder().encodeToString(signature);
    }

    /**
     * The result that Bybit answers {@code request} with.
     *
     * @throws io.keyguard.VenueRefusedException if the venue refused the key
     * @throws io.keyguard.VenueUnavailableException if the answer is another error, or does not say that it is none
     */
    static JsonNode result(SignedCalls venue, VenueRequest request) {
        String question = request.toString();
        JsonNode answer = Answers.object(ID, question, venue.call(request), ERRORS);
        if (!answer.path("retCode").isIntegralNumber()) {
            throw KeyguardExceptions.malformedReply(ID, question, 200);
        }
        return Answers.requireObject(ID, question, answer.path("result"));
    }

    private static Instant time(HttpReply reply) {
        String nanos = Answers.json(reply).path("result").path("timeNano").asText("");
        if (reply.status() != 200 || !NANOS.matcher(nanos).matches()) {
            throw KeyguardExceptions.malformedReply(ID, "GET /v5/market/time", reply.status());
        }
        return Instant.EPOCH.plusNanos(Long.parseLong(nanos));
    }

    /** The code of the whole, or of the first item of a batch that failed; two statuses come without a code. */
    private static Optional<String> code(HttpReply reply) {
        JsonNode answer = Answers.json(reply);
        JsonNode code = answer.path("retCode");
        if (!code.isIntegralNumber()) {
            boolean telling = reply.status() == 401 || reply.status() == 403;
            return telling ? Optional.of("HTTP " + reply.status()) : Optional.empty();
        }
        return failed(code) ? Optional.of(code.asText()) : itemCode(answer);
    }

    private static Optional<String> itemCode(JsonNode answer) {
        for (JsonNode item : answer.path("retExtInfo").path("list")) {
            if (failed(item.path("code"))) {
                return Optional.of(item.path("code").asText());
            }
        }
        return Optional.empty();
    }

    private static boolean failed(JsonNode code) {
        return code.isIntegralNumber() && !code.asText().equals("0");
    }
}
