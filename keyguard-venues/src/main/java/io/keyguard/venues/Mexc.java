/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.KEY_ADMIN;
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
 * MEXC: spot and margin (API v3) and contracts (API v1).
 *
 * <p>Sources: mexcdevelop/apidocs, branches spot_v3_en (August 2025) and contract_v1_en. UNCONFIRMED: which right makes keys of sub-accounts, since two editions of the documents differ; which right trades on margin.
 */
final class Mexc {
    static final String ID = "mexc";
    static final String SPOT = "/api/v3";
    static final String CONTRACT = "/api/v1/private";
    static final String FUTURES = "futures";

    static final String ACCOUNT_READ = "SPOT_ACCOUNT_READ";
    static final String DEAL_WRITE = "SPOT_DEAL_WRITE";

    private static final String SPOT_HOST = "https://api.mexc.com";
    private static final String CONTRACT_HOST = "https://contract.mexc.com";
    private static final String SOCKET = "wss://contract.mexc.com";
    private static final MexcAccount ACCOUNT = new MexcAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            // The older edition of the documents asks for nothing more to make keys of sub-accounts.
            .right(ACCOUNT_READ, READ_ACCOUNT, OPEN_SESSION, KEY_ADMIN)
            .right("SPOT_ACCOUNT_WRITE", ACCOUNT_ADMIN, KEY_ADMIN, CONVERT)
            .right("SPOT_DEAL_READ", READ_ACCOUNT)
            .right(DEAL_WRITE, TRADE_SPOT, TRADE_MARGIN)
            .right("CONTRACT_ACCOUNT_READ", READ_ACCOUNT, OPEN_SESSION)
            .right("CONTRACT_ACCOUNT_WRITE", TRADE_DERIVATIVES)
            .right("CONTRACT_DEAL_READ", READ_ACCOUNT)
            .right("CONTRACT_DEAL_WRITE", TRADE_DERIVATIVES)
            .right("SPOT_TRANSFER_READ", READ_ACCOUNT)
            .right("SPOT_TRANSFER_WRITE", TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT)
            .right("SPOT_WITHDRAW_READ", READ_ACCOUNT)
            .right("SPOT_WITHDRAW_WRITE", WITHDRAW, CANCEL_WITHDRAWAL, DEPOSIT)
            // Without it a key cannot even be asked whose it is.
            .need(READ_ACCOUNT, ACCOUNT_READ, "SPOT_DEAL_READ", "SPOT_TRANSFER_READ", "SPOT_WITHDRAW_READ")
            .need(OPEN_SESSION, ACCOUNT_READ)
            .need(TRADE_SPOT, ACCOUNT_READ, "SPOT_DEAL_READ", DEAL_WRITE)
            .need(TRADE_MARGIN, ACCOUNT_READ, "SPOT_DEAL_READ", DEAL_WRITE)
            .need(TRADE_DERIVATIVES, ACCOUNT_READ, "CONTRACT_ACCOUNT_READ", "CONTRACT_DEAL_READ", "CONTRACT_DEAL_WRITE")
            .need(TRANSFER_INTERNAL, ACCOUNT_READ, "SPOT_TRANSFER_WRITE")
            .need(TRANSFER_SUBACCOUNT, ACCOUNT_READ, "SPOT_TRANSFER_WRITE")
            .need(CONVERT, ACCOUNT_READ, "SPOT_ACCOUNT_WRITE")
            .need(ACCOUNT_ADMIN, ACCOUNT_READ, "SPOT_ACCOUNT_WRITE")
            .need(KEY_ADMIN, ACCOUNT_READ, "SPOT_ACCOUNT_WRITE")
            .need(DEPOSIT, ACCOUNT_READ, "SPOT_WITHDRAW_WRITE")
            .need(WITHDRAW, ACCOUNT_READ, "SPOT_WITHDRAW_WRITE")
            .need(CANCEL_WITHDRAWAL, ACCOUNT_READ, "SPOT_WITHDRAW_WRITE")
            .advise(KEY_ADMIN, "use a sub-account: its keys make no others")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, SPOT_HOST)
            .service(Environment.PRODUCTION, FUTURES, CONTRACT_HOST)
            .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, SOCKET)
            .hosts(Environment.STAGING, SPOT_HOST)
            .service(Environment.STAGING, FUTURES, CONTRACT_HOST)
            .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, SOCKET)
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), false)
                    .withApiKeysLike("mx0[A-Za-z0-9]{13,30}"))
            .endpoints(MexcEndpoints.TABLE)
            .signer(environment -> MexcSigning::sign)
            .inspector(environment -> MexcInspection::inspect)
            .rights(RIGHTS)
            .errors(MexcErrors.TABLE)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(MexcKeys.MAKING)
            .clock(new ServerTime(ID, SPOT + "/time", Duration.ofMillis(1), json -> json.path("serverTime")))
            .clientOrderIds(new ClientOrderIds(
                    "newClientOrderId",
                    Pattern.compile("[A-Za-z0-9_-]{1,32}"),
                    "open orders (UNCONFIRMED); contracts call it 'externalOid'"))
            .requestLife(new RequestLife(Optional.of(Duration.ofSeconds(61)), true, true))
            .notes(MexcNotes.NOTES)
            .sensitive(new SensitiveFields(
                    Set.of("X-MEXC-APIKEY", "ApiKey", "Signature"),
                    Set.of("signature", "apiKey", "secretKey", "listenKey")))
            .build();

    private Mexc() {}
}
