/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;
import static io.keyguard.Permission.WITHDRAW_ADDRESS_ADMIN;

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
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Deribit, API v2.
 *
 * <p>Sources: docs.deribit.com (authentication, access scope, creating API keys, errors) and its OpenAPI document 2.1.1. UNCONFIRMED: how far a timestamp may lie ahead; the HTTP
 * statuses of errors; the code for a foreign address; how asymmetric keys write the signature of a login, which is all that the documents let them sign.
 */
final class Deribit {
    static final String ID = "deribit";

    /** What every key can do, whatever its scopes: log in. */
    static final String CONNECTION = "connection";

    /** Where the venue tells its time. */
    private static final String TIME = DeribitCall.ROOT + "public/get_time";

    private static final DeribitAccount ACCOUNT = new DeribitAccount();

    private static final RightsModel RIGHTS = RightsModel.builder()
            .right(CONNECTION, OPEN_SESSION)
            .right("account:read", READ_ACCOUNT)
            // It changes the scopes of keys, its own among them, and resets the secrets of the others.
            .right(
                    "account:read_write",
                    READ_ACCOUNT,
                    KEY_ADMIN,
                    ACCOUNT_ADMIN,
                    TRADE_SPOT,
                    TRADE_DERIVATIVES,
                    TRADE_OPTIONS,
                    DEPOSIT,
                    CANCEL_WITHDRAWAL,
                    TRANSFER_INTERNAL,
                    TRANSFER_SUBACCOUNT,
                    WITHDRAW,
                    WITHDRAW_ADDRESS_ADMIN)
            .right("trade:read", READ_ACCOUNT)
            .right("trade:read_write", READ_ACCOUNT, TRADE_SPOT, TRADE_DERIVATIVES, TRADE_OPTIONS, TRANSFER_SUBACCOUNT)
            // Verifying a block trade signs one side of it.
            .right("block_trade:read", READ_ACCOUNT, TRADE_SPOT, TRADE_DERIVATIVES, TRADE_OPTIONS)
            .right("block_trade:read_write", READ_ACCOUNT, TRADE_SPOT, TRADE_DERIVATIVES, TRADE_OPTIONS)
            .right("block_rfq:read", READ_ACCOUNT)
            .right("block_rfq:read_write", READ_ACCOUNT, TRADE_SPOT, TRADE_DERIVATIVES, TRADE_OPTIONS)
            .right("wallet:read", READ_ACCOUNT)
            .right(
                    "wallet:read_write",
                    READ_ACCOUNT,
                    DEPOSIT,
                    CANCEL_WITHDRAWAL,
                    TRANSFER_INTERNAL,
                    TRANSFER_SUBACCOUNT,
                    WITHDRAW,
                    WITHDRAW_ADDRESS_ADMIN)
            .need(OPEN_SESSION, CONNECTION)
            .need(READ_ACCOUNT, CONNECTION, "account:read", "trade:read")
            .need(TRADE_SPOT, CONNECTION, "trade:read_write")
            .need(TRADE_DERIVATIVES, CONNECTION, "trade:read_write")
            .need(TRADE_OPTIONS, CONNECTION, "trade:read_write")
            .need(DEPOSIT, CONNECTION, "wallet:read_write")
            .need(CANCEL_WITHDRAWAL, CONNECTION, "wallet:read_write")
            .need(TRANSFER_INTERNAL, CONNECTION, "wallet:read_write")
            .need(TRANSFER_SUBACCOUNT, CONNECTION, "wallet:read_write")
            .need(WITHDRAW, CONNECTION, "wallet:read_write")
            .need(WITHDRAW_ADDRESS_ADMIN, CONNECTION, "wallet:read_write")
            .need(KEY_ADMIN, CONNECTION, "account:read_write")
            .need(ACCOUNT_ADMIN, CONNECTION, "account:read_write")
            .build();

    static final ErrorTable ERRORS = ErrorTable.of(Deribit::code)
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.IP), "13004")
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.NONCE, Kind.IP, Kind.EXPIRED), "13009", "10000")
            .mean(Kind.PERMISSION, "13021", "11042")
            .mean(Kind.ACCOUNT, "9999", "13012", "13002", "10019")
            // The key is fine, but a second factor is asked for.
            .mean(Kind.REQUEST, "13668", "13003", "12000", "12999", DeribitKeys.SECOND_FACTOR)
            .mean(Kind.RATE, "10028", "10047", "10066", "12003", "12998")
            .mean(Kind.MAINTENANCE, "10040", "10041", "11051", "13025", "13028", "13503")
            .mean(Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "10001", "11094")
            // The engine did not begin in time, or the server gave up waiting.
            .mean(Kind.OUTCOME_UNKNOWN, "13888")
            .mean(
                    Kind.REQUEST,
                    "10004",
                    "10009",
                    "10020",
                    "10029",
                    "11029",
                    "11044",
                    "11050",
                    "-32000",
                    "-32600",
                    "-32601",
                    "-32602",
                    "-32700")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://www.deribit.com")
            .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, "wss://www.deribit.com")
            .hosts(Environment.STAGING, "https://www.deribit.com")
            .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, "wss://www.deribit.com")
            .hosts(Environment.SANDBOX, "https://test.deribit.com")
            .service(Environment.SANDBOX, VenueDefinition.WEB_SOCKET, "wss://test.deribit.com")
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), false)
                    .withApiKeysLike("[A-Za-z0-9_-]{8,12}"))
            .endpoints(DeribitEndpoints.table())
            .signer(environment -> DeribitSigner::sign)
            .inspector(environment -> venue -> DeribitInspection.inspect(venue, RIGHTS))
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(DeribitKeys.MAKING)
            .clock(new PublicClock(
                    TIME, reply -> Answers.millis(ID, TIME, Answers.object(ID, TIME, reply, Deribit.ERRORS), "result")))
            .clientOrderIds(
                    new ClientOrderIds(
                            "label",
                            Pattern.compile("[A-Za-z0-9_.:-]{1,64}"),
                            "nothing: it names a group, and `edit_by_label` and `cancel_by_label` touch every order that has it"))
            .requestLife(new RequestLife(Optional.of(Duration.ofSeconds(60)), false, true))
            .notes(DeribitNotes.NOTES)
            .sensitive(new SensitiveFields(
                    Set.of("Authorization"),
                    Set.of(
                            "client_id",
                            "client_secret",
                            "signature",
                            "sig",
                            "access_token",
                            "refresh_token",
                            "authorization_data")))
            .build();

    private Deribit() {}

    private static Optional<String> code(HttpReply reply) {
        JsonNode answer = Answers.json(reply);
        if (answer.path("result").path(DeribitKeys.SECOND_FACTOR).asBoolean()) {
            return Optional.of(DeribitKeys.SECOND_FACTOR);
        }
        JsonNode error = answer.path("error");
        return error.isMissingNode() || error.isNull()
                ? Optional.empty()
                : Optional.of(error.path("code").asText());
    }
}
