/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Environment;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.VenueError.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * KuCoin spot, margin and futures.
 *
 * <p>Sources: the official kucoin-universal-sdk with its specification, and kucoin-api-docs for errors. UNCONFIRMED: that {@code Transfer} is the right to withdraw, as inferred from the older documentation;
 * unified accounts and orders over a WebSocket, which third parties' clients alone show.
 */
final class Kucoin {
    static final String ID = "kucoin";
    static final String FUTURES = "futures";
    private static final KucoinAccount ACCOUNT = new KucoinAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            // On a master account it also administers sub-accounts and their keys.
            .right("General", READ_ACCOUNT, OPEN_SESSION, DEPOSIT, KEY_ADMIN, ACCOUNT_ADMIN)
            .right("Spot", TRADE_SPOT, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT)
            // Its older name; the documentation of that time had no right of its own for margin.
            .right("Trade", TRADE_SPOT, TRADE_MARGIN, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT)
            .right("Margin", TRADE_MARGIN)
            .right("Futures", TRADE_DERIVATIVES, TRANSFER_INTERNAL)
            .right("LeadtradeFutures", TRADE_DERIVATIVES)
            .right("Earn", EARN)
            .right("InnerTransfer", TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT)
            .right("FlexTransfers", TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT)
            // Whichever of the two names a key shows, money can leave.
            .right("Transfer", WITHDRAW, CANCEL_WITHDRAWAL)
            .right("Withdrawal", WITHDRAW, CANCEL_WITHDRAWAL)
            .need(READ_ACCOUNT, "General")
            .need(OPEN_SESSION, "General")
            .need(DEPOSIT, "General")
            .need(KEY_ADMIN, "General")
            .need(ACCOUNT_ADMIN, "General")
            .need(TRADE_SPOT, "General", "Spot")
            .need(TRADE_MARGIN, "General", "Margin")
            .need(TRADE_DERIVATIVES, "General", "Futures")
            .need(EARN, "General", "Earn")
            .need(TRANSFER_INTERNAL, "General", "InnerTransfer")
            .need(TRANSFER_SUBACCOUNT, "General", "InnerTransfer")
            .need(WITHDRAW, "General", "Transfer")
            .need(CANCEL_WITHDRAWAL, "General", "Transfer")
            .advise(KEY_ADMIN, "use a sub-account")
            .advise(ACCOUNT_ADMIN, "use a sub-account")
            .advise(TRANSFER_SUBACCOUNT, "use a sub-account that holds no more than the bot may lose")
            .build();

    static final ErrorTable ERRORS = ErrorTable.of(Kucoin::code)
            .mean(Set.of(Kind.BAD_KEY, Kind.EXPIRED), "400003")
            .mean(Kind.PASSPHRASE, "400004")
            .mean(Kind.SIGNATURE, "400005")
            .mean(Kind.CLOCK, "400002")
            .mean(Kind.IP, "400006")
            .mean(Kind.PERMISSION, "400007")
            // Of the futures host; the older documentation of futures alone has it.
            .mean(Kind.PERMISSION, "403000")
            // Another feature or mode of the account is asked for; what exactly is known from a third party alone.
            .mean(Set.of(Kind.ACCOUNT, Kind.REQUEST), "400008")
            .mean(Kind.ACCOUNT, "411100", "400700", "400500", "400303")
            .mean(Kind.RATE, "429000", "1015")
            .mean(Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "500000")
            .mean(
                    Kind.REQUEST,
                    "400001",
                    "400100",
                    "400200",
                    "400600",
                    "400800",
                    "404000",
                    "415000",
                    "200004",
                    "300018")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://api.kucoin.com")
            .service(Environment.PRODUCTION, FUTURES, "https://api-futures.kucoin.com")
            .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, "wss://wsapi.kucoin.com")
            .hosts(Environment.STAGING, "https://api.kucoin.com")
            .service(Environment.STAGING, FUTURES, "https://api-futures.kucoin.com")
            .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, "wss://wsapi.kucoin.com")
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), true)
                    .withApiKeysLike("[0-9a-f]{24}"))
            .endpoints(KucoinEndpoints.TABLE)
            .signer(environment -> KucoinSigning::sign)
            .inspector(environment -> KucoinInspection::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(KucoinKeys.MAKING)
            .clock(new PublicClock("/api/v1/timestamp", Kucoin::time))
            .clientOrderIds(new ClientOrderIds(
                    "clientOid",
                    Pattern.compile("(?=.*[0-9])[A-Za-z0-9-]{1,40}"),
                    "all orders of the account, closed ones too"))
            // Five seconds either way: as much again for a clock that is ahead.
            .requestLife(new RequestLife(Optional.of(Duration.ofSeconds(10)), true, true))
            .notes(KucoinNotes.NOTES)
            .sensitive(new SensitiveFields(
                    Set.of("KC-API-KEY", "KC-API-SIGN", "KC-API-PASSPHRASE", "KC-API-PARTNER-SIGN"),
                    Set.of("apiKey", "apikey", "apiSecret", "passphrase", "sign", "token")))
            .build();

    private Kucoin() {}

    private static Instant time(HttpReply reply) {
        JsonNode answer = Answers.json(reply);
        if (reply.status() != 200) {
            throw KeyguardExceptions.malformedReply(ID, "GET /api/v1/timestamp", reply.status());
        }
        return Answers.millis(ID, "GET /api/v1/timestamp", answer, "data");
    }

    /** Every answer has a code; 200000 is none of an error. */
    private static Optional<String> code(HttpReply reply) {
        JsonNode code = Answers.json(reply).path("code");
        return code.isTextual() && !code.asText().equals("200000") ? Optional.of(code.asText()) : Optional.empty();
    }
}
