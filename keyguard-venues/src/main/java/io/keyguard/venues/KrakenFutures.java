/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Environment;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.VenueError.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Kraken Futures, whose keys, hosts and signatures are not those of Kraken spot.
 *
 * <p>Sources: docs.kraken.com (futures REST and WebSocket guides, check-v3-api-key, the pages of the endpoints), Kraken's support article on derivatives keys ("Full Access … all endpoints,
 * excluding digital asset withdrawals"). UNCONFIRMED: what the level READ_ONLY of {@code transfer} allows; whether the demo environment has the call that shows a key's rights; which right a
 * private feed asks for (reading is assumed); what is answered from a foreign address; how the server treats a request that comes twice.
 */
final class KrakenFutures {
    static final String ID = "kraken-futures";

    static final String READ_ONLY = "general:READ_ONLY";
    static final String FULL_ACCESS = "general:FULL_ACCESS";
    static final String TRANSFER_READ_ONLY = "transfer:READ_ONLY";
    static final String TRANSFER_FULL_ACCESS = "transfer:FULL_ACCESS";

    /** What an answer with this status means where it names no error, as those of the authentication service do. */
    private static final String UNAUTHORIZED = "HTTP status 401";

    private static final KrakenFuturesAccount ACCOUNT = new KrakenFuturesAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(READ_ONLY, READ_ACCOUNT, OPEN_SESSION)
            .right(
                    FULL_ACCESS,
                    READ_ACCOUNT,
                    OPEN_SESSION,
                    TRADE_DERIVATIVES,
                    TRANSFER_INTERNAL,
                    TRANSFER_SUBACCOUNT,
                    ACCOUNT_ADMIN)
            .right(TRANSFER_READ_ONLY)
            .right(TRANSFER_FULL_ACCESS, WITHDRAW)
            .need(READ_ACCOUNT, READ_ONLY)
            .need(OPEN_SESSION, READ_ONLY)
            .need(TRADE_DERIVATIVES, FULL_ACCESS)
            .need(TRANSFER_INTERNAL, FULL_ACCESS)
            .need(TRANSFER_SUBACCOUNT, FULL_ACCESS)
            .need(ACCOUNT_ADMIN, FULL_ACCESS)
            .need(WITHDRAW, TRANSFER_FULL_ACCESS)
            .advise(TRANSFER_SUBACCOUNT, "use a sub-account")
            .advise(ACCOUNT_ADMIN, "use a sub-account")
            .build();

    private static final EndpointTable ENDPOINTS = EndpointTable.of(new CanonicalForm(
                    ID, false, Set.of("nonce", "Nonce", "event", "api_key", "original_challenge", "signed_challenge")))
            .reads(
                    "GET /api/auth/v1/api-keys/v3/check",
                    "GET /derivatives/api/v3/accounts",
                    "GET /derivatives/api/v3/openpositions",
                    "GET /derivatives/api/v3/openorders",
                    "GET /derivatives/api/v3/fills",
                    "GET /derivatives/api/v3/transfers",
                    "GET /derivatives/api/v3/notifications",
                    "GET /derivatives/api/v3/unwindqueue",
                    "GET /derivatives/api/v3/subaccounts",
                    "GET /derivatives/api/v3/initialmargin",
                    "GET /derivatives/api/v3/initialmargin/maxordersize",
                    "GET /derivatives/api/v3/portfolio-margining/parameters",
                    "GET /derivatives/api/v3/trading/instruments",
                    "GET /derivatives/api/v3/feeschedules/volumes",
                    "GET /derivatives/api/v3/assignmentprogram/current",
                    "GET /derivatives/api/v3/assignmentprogram/history",
                    "GET /api/history/v2/orders",
                    "GET /api/history/v2/executions",
                    "GET /api/history/v2/triggers",
                    "GET /api/history/v2/account-log",
                    "GET /api/history/v2/accountlogcsv",
                    "GET /api/history/v3/orders",
                    "GET /api/history/v3/executions",
                    "GET /api/history/v3/triggers",
                    "GET /api/history/v3/positions",
                    "GET /api/history/v3/account-log",
                    "GET /api/history/v3/accountlogcsv",
                    "POST /derivatives/api/v3/orders/status",
                    "POST /derivatives/api/v3/portfolio-margining/simulate")
            .depends(
                    "GET /derivatives/api/v3/leveragepreferences",
                    KrakenFuturesMeaning.BARE,
                    KrakenFuturesMeaning::bareRead)
            .depends(
                    "GET /derivatives/api/v3/pnlpreferences", KrakenFuturesMeaning.BARE, KrakenFuturesMeaning::bareRead)
            .depends(
                    "GET /derivatives/api/v3/self-trade-strategy",
                    KrakenFuturesMeaning.BARE,
                    KrakenFuturesMeaning::bareRead)
            .depends(
                    "GET /derivatives/api/v3/subaccount/{id}/trading-enabled",
                    KrakenFuturesMeaning.BARE,
                    KrakenFuturesMeaning::bareRead)
            .depends(
                    "POST /derivatives/api/v3/sendorder",
                    "TRADE_DERIVATIVES; reduceOnly=true reduces",
                    KrakenFuturesMeaning::order)
            .depends(
                    "POST /derivatives/api/v3/batchorder",
                    "TRADE_DERIVATIVES; item by item, the riskiest decides: cancel, and send with reduceOnly=true, reduce",
                    KrakenFuturesMeaning::batch)
            .adds(TRADE_DERIVATIVES, "POST /derivatives/api/v3/editorder")
            .reduces(
                    TRADE_DERIVATIVES,
                    "POST /derivatives/api/v3/cancelorder",
                    "POST /derivatives/api/v3/cancelallorders")
            .depends(
                    "POST /derivatives/api/v3/cancelallordersafter",
                    "TRADE_DERIVATIVES; a timeout above 0 reduces, 0 disarms",
                    KrakenFuturesMeaning::deadManSwitch)
            .adds(
                    TRADE_DERIVATIVES,
                    "PUT /derivatives/api/v3/leveragepreferences",
                    "PUT /derivatives/api/v3/pnlpreferences",
                    "PUT /derivatives/api/v3/self-trade-strategy",
                    "PUT /derivatives/api/v3/rfq-assignment/max-leverage",
                    "POST /derivatives/api/v3/assignmentprogram/add",
                    "POST /derivatives/api/v3/assignmentprogram/delete")
            .adds(TRANSFER_INTERNAL, "POST /derivatives/api/v3/transfer")
            .adds(TRANSFER_SUBACCOUNT, "POST /derivatives/api/v3/transfer/subaccount")
            .adds(WITHDRAW, "POST /derivatives/api/v3/withdrawal")
            .depends(
                    "PUT /derivatives/api/v3/subaccount/{id}/trading-enabled",
                    "ACCOUNT_ADMIN; tradingEnabled=false reduces",
                    KrakenFuturesMeaning::tradingEnabled)
            .at(VenueDefinition.WEB_SOCKET)
            .depends("WS challenge", "OPEN_SESSION, ADDS_RISK; without parameters", KrakenFuturesFrames::challenge)
            .depends(
                    "WS subscribe",
                    "OPEN_SESSION, ADDS_RISK; with feed and the challenge",
                    KrakenFuturesFrames::subscription)
            // What is signed for it opens any feed just as well.
            .depends(
                    "WS unsubscribe",
                    "OPEN_SESSION, ADDS_RISK; with feed and the challenge",
                    KrakenFuturesFrames::subscription)
            .build();

    static final ErrorTable ERRORS = ErrorTable.of(KrakenFutures::code)
            // One word for a key that is not known or not allowed, a wrong signature, and as far as is known a foreign
            // address.
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.PERMISSION, Kind.IP), "authenticationError")
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.IP), UNAUTHORIZED)
            .mean(Kind.PERMISSION, "insufficientPrivileges")
            .mean(Kind.NONCE, "nonceBelowThreshold", "nonceDuplicate")
            .mean(Kind.ACCOUNT, "accountInactive")
            .mean(Kind.RATE, "apiLimitExceeded")
            .mean(Kind.MAINTENANCE, "unavailable", "marketUnavailable")
            // Withdrawals answer with it where the money does not suffice.
            .mean(Set.of(Kind.MAINTENANCE, Kind.REQUEST), "Unavailable")
            .mean(Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "Server Error")
            .mean(Kind.OUTCOME_UNKNOWN, "unknownError")
            .mean(
                    Kind.REQUEST,
                    "invalidAccount",
                    "invalidAmount",
                    "invalidArgument",
                    "invalidUnit",
                    "insufficientFunds",
                    "requiredArgumentMissing",
                    "notFound",
                    "Json Parse Error",
                    "Bad Request")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://futures.kraken.com")
            .hosts(Environment.STAGING, "https://futures.kraken.com")
            .hosts(Environment.SANDBOX, "https://demo-futures.kraken.com")
            .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, "wss://futures.kraken.com")
            .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, "wss://futures.kraken.com")
            .service(Environment.SANDBOX, VenueDefinition.WEB_SOCKET, "wss://demo-futures.kraken.com")
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA512, SecretEncoding.BASE64), false)
                    .withApiKeysLike("[A-Za-z0-9+/]{56}"))
            .endpoints(ENDPOINTS)
            .signer(environment -> KrakenFuturesSigning::sign)
            .inspector(environment -> KrakenFuturesInspection::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(KrakenFuturesKeys.MAKING)
            .clientOrderIds(new ClientOrderIds(
                    "cliOrdId", Pattern.compile("[A-Za-z0-9_-]{1,100}"), "open orders (UNCONFIRMED)"))
            .requestLife(new RequestLife(Optional.empty(), false, true))
            .notes(KrakenFuturesNotes.NOTES)
            .sensitive(
                    new SensitiveFields(Set.of("APIKey", "Authent"), Set.of("api_key", "apiKey", "signed_challenge")))
            .build();

    private KrakenFutures() {}

    /** The word before the colon: some errors go on with what was wrong. */
    private static Optional<String> code(HttpReply reply) {
        JsonNode answer = Answers.json(reply);
        if (answer.path("result").asText("").equals("error")) {
            String error = answer.path("error").asText("");
            String text = error.isEmpty() ? answer.path("errors").path(0).asText("") : error;
            int colon = text.indexOf(':');
            return Optional.of((colon < 0 ? text : text.substring(0, colon)).strip());
        }
        return reply.status() == 401 ? Optional.of(UNAUTHORIZED) : Optional.empty();
    }
}
