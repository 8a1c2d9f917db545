/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

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
 * Bitget's classic accounts, API v2: spot, margin, futures. Unified accounts speak API v3: {@link BitgetUta}.
 *
 * <p>Sources: the API documents of Bitget (signature, errors, login; a stored copy of February 2026); fields from tiagosiebler/bitget-api of July 2026 and ccxt 4.5. UNCONFIRMED: the whole list of {@code authorities}; for how long a signed
 * request is taken.
 */
final class Bitget {
    static final String ID = "bitget";

    static final String READ = "readonly";
    static final String TRADE = "trade";
    static final String TRANSFER = "transfer";
    static final String WITHDRAWAL = "withdraw";

    private static final String HOST = "https://api.bitget.com";
    private static final String STREAM = "wss://ws.bitget.com";
    private static final String DEMO_STREAM = "wss://wspap.bitget.com";

    private static final BitgetAccount ACCOUNT = new BitgetAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(READ, READ_ACCOUNT, OPEN_SESSION)
            .right(TRADE, READ_ACCOUNT, OPEN_SESSION, TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES, CONVERT, EARN, LOAN)
            .right("spot_trade", READ_ACCOUNT, OPEN_SESSION, TRADE_SPOT)
            .right("margin_trade", READ_ACCOUNT, OPEN_SESSION, TRADE_MARGIN)
            .right("contract_trade", READ_ACCOUNT, OPEN_SESSION, TRADE_DERIVATIVES)
            .right(TRANSFER, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT)
            .right(WITHDRAWAL, WITHDRAW, CANCEL_WITHDRAWAL)
            .need(READ_ACCOUNT, READ)
            .need(OPEN_SESSION, READ)
            .need(TRADE_SPOT, READ, TRADE)
            .need(TRADE_MARGIN, READ, TRADE)
            .need(TRADE_DERIVATIVES, READ, TRADE)
            .need(TRANSFER_INTERNAL, READ, TRANSFER)
            .need(TRANSFER_SUBACCOUNT, READ, TRANSFER)
            .need(WITHDRAW, READ, WITHDRAWAL)
            .need(CANCEL_WITHDRAWAL, READ, WITHDRAWAL)
            .advise(TRADE_MARGIN, "keys of virtual sub-accounts have rights for each market")
            .build();

    static final VenueDefinition DEFINITION = shared(ID)
            .endpoints(BitgetEndpoints.CLASSIC)
            .inspector(environment -> BitgetInspection::classic)
            .rights(RIGHTS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(BitgetKeys.CLASSIC)
            .signer(environment -> BitgetSigning.of(ID, "/v2/ws/private", environment))
            .notes(BitgetNotes.CLASSIC)
            .build();

    private Bitget() {}

    /** What classic and unified accounts have in common. */
    static VenueDefinition.Builder shared(String id) {
        return VenueDefinition.named(id)
                .hosts(Environment.PRODUCTION, HOST)
                .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, STREAM)
                .hosts(Environment.STAGING, HOST)
                .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, STREAM)
                .hosts(Environment.SANDBOX, HOST)
                .service(Environment.SANDBOX, VenueDefinition.WEB_SOCKET, DEMO_STREAM)
                .credentials(new CredentialFormat(
                                Map.of(
                                        SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT,
                                        SignatureAlgorithm.RSA_PKCS1_SHA256, SecretEncoding.PEM),
                                true)
                        .withApiKeysLike("bg_[0-9a-zA-Z]{20,40}"))
                .errors(BitgetErrors.TABLE)
                .clock(new ServerTime(
                        id,
                        "/api/v2/public/time",
                        Duration.ofMillis(1),
                        json -> json.path("data").path("serverTime")))
                .clientOrderIds(new ClientOrderIds(
                        "clientOid", Pattern.compile("[A-Za-z0-9_-]{1,32}"), "all orders (UNCONFIRMED)"))
                .requestLife(new RequestLife(Optional.of(Duration.ofSeconds(30)), true, true))
                .sensitive(new SensitiveFields(
                        Set.of("ACCESS-KEY", "ACCESS-SIGN", "ACCESS-PASSPHRASE"),
                        Set.of("apiKey", "passphrase", "sign", "secret", "secretKey")));
    }
}
