/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
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
import io.keyguard.venue.RequestSigner;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Gemini: spot, margin and perpetual contracts.
 *
 * <p>Sources: developer.gemini.com (API keys, roles, error codes) and its OpenAPI document of September 2026. UNCONFIRMED: which roles the stream of order events asks for; whether a nonce in seconds may be used more than once.
 */
final class Gemini {
    static final String ID = "gemini";

    static final String TRADER = "Trader";
    static final String FUND_MANAGER = "Fund Manager";
    static final String AUDITOR = "Auditor";
    static final String ADMINISTRATOR = "Administrator";
    /** A key of the whole group and not of one account. */
    static final String MASTER = "master key";

    private static final Duration TIME_BASED = Duration.ofSeconds(30);
    private static final GeminiAccount ACCOUNT = new GeminiAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(AUDITOR, READ_ACCOUNT, OPEN_SESSION)
            .right(TRADER, READ_ACCOUNT, OPEN_SESSION, TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES, CONVERT, EARN)
            .right(
                    FUND_MANAGER,
                    READ_ACCOUNT,
                    OPEN_SESSION,
                    WITHDRAW,
                    WITHDRAW_ADDRESS_ADMIN,
                    TRANSFER_SUBACCOUNT,
                    DEPOSIT,
                    EARN)
            .right(ADMINISTRATOR, ACCOUNT_ADMIN)
            // With its roles, it acts in every account of the group.
            .right(MASTER, ACCOUNT_ADMIN)
            .need(READ_ACCOUNT, AUDITOR)
            .need(OPEN_SESSION, AUDITOR)
            .need(TRADE_SPOT, TRADER)
            .need(TRADE_MARGIN, TRADER)
            .need(TRADE_DERIVATIVES, TRADER)
            .need(CONVERT, TRADER)
            .need(EARN, TRADER)
            .need(DEPOSIT, FUND_MANAGER)
            .need(WITHDRAW, FUND_MANAGER)
            .need(WITHDRAW_ADDRESS_ADMIN, FUND_MANAGER)
            .need(TRANSFER_SUBACCOUNT, FUND_MANAGER, MASTER)
            .need(ACCOUNT_ADMIN, ADMINISTRATOR, MASTER)
            .advise(ACCOUNT_ADMIN, "make the key in the account itself and not in the master group")
            .build();

    static final VenueDefinition DEFINITION = definition(
            environment -> (request, host, key, time) -> GeminiSigning.sign(request, host, key, time.nextNonce()),
            new RequestLife(Optional.empty(), false, true));

    /** For keys that were made with "Uses a time based nonce". */
    static final VenueDefinition TIMED = definition(
            environment -> (request, host, key, time) ->
                    GeminiSigning.sign(request, host, key, time.now().getEpochSecond()),
            new RequestLife(Optional.of(TIME_BASED), true, true));

    private Gemini() {}

    private static VenueDefinition definition(Function<Environment, RequestSigner> signer, RequestLife life) {
        return VenueDefinition.named(ID)
                .hosts(Environment.PRODUCTION, "https://api.gemini.com")
                .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, "wss://api.gemini.com")
                .hosts(Environment.STAGING, "https://api.gemini.com")
                .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, "wss://api.gemini.com")
                .hosts(Environment.SANDBOX, "https://api.sandbox.gemini.com")
                .service(Environment.SANDBOX, VenueDefinition.WEB_SOCKET, "wss://api.sandbox.gemini.com")
                .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA384, SecretEncoding.TEXT), false)
                        .withApiKeysLike("(?:master-|account-)?[0-9A-Za-z]{20}"))
                .endpoints(GeminiEndpoints.TABLE)
                .signer(signer)
                .inspector(environment -> GeminiInspection::inspect)
                .rights(RIGHTS)
                .errors(GeminiErrors.TABLE)
                .emergency(ACCOUNT)
                .account(ACCOUNT)
                .keys(GeminiKeys.KEYS)
                .clientOrderIds(new ClientOrderIds(
                        "client_order_id",
                        Pattern.compile("[:\\-_.#a-zA-Z0-9]{1,36}"),
                        "orders of a key, which the venue recommends and does not enforce (UNCONFIRMED)"))
                .requestLife(life)
                .notes(GeminiNotes.NOTES)
                // Until its nonce is used, payload and signature are as good as the request.
                .sensitive(new SensitiveFields(
                        Set.of("X-GEMINI-APIKEY", "X-GEMINI-PAYLOAD", "X-GEMINI-SIGNATURE"), Set.of()))
                .build();
    }
}
