/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

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
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Crypto.com Exchange, API v1: spot, margin and perpetual contracts.
 *
 * <p>Sources: exchange-developer.crypto.com (OpenAPI document of August 2026), ccxt 4.5.84. UNCONFIRMED: how the two permissions beside reading divide what a key can do, so that each is taken to include what it may.
 */
final class CryptoCom {
    static final String ID = "crypto-com";
    static final String API = "/exchange/v1/";
    static final String READ = "Can Read";
    static final String TRADE = "Enable Trading";
    static final String WITHDRAWAL = "Enable Withdrawal";

    private static final CryptoComAccount ACCOUNT = new CryptoComAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(READ, READ_ACCOUNT, OPEN_SESSION)
            .right(TRADE, TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES, CONVERT, EARN, TRANSFER_SUBACCOUNT)
            .right(WITHDRAWAL, WITHDRAW, WITHDRAW_ADDRESS_ADMIN, DEPOSIT, TRANSFER_SUBACCOUNT)
            .need(READ_ACCOUNT, READ)
            .need(OPEN_SESSION, READ)
            .need(TRADE_SPOT, TRADE)
            .need(TRADE_MARGIN, TRADE)
            .need(TRADE_DERIVATIVES, TRADE)
            .need(CONVERT, TRADE)
            .need(EARN, TRADE)
            .need(DEPOSIT, WITHDRAWAL)
            .need(TRANSFER_SUBACCOUNT, WITHDRAWAL)
            .need(WITHDRAW, WITHDRAWAL)
            .need(WITHDRAW_ADDRESS_ADMIN, WITHDRAWAL)
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://api.crypto.com")
            .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, "wss://stream.crypto.com")
            .hosts(Environment.STAGING, "https://api.crypto.com")
            .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, "wss://stream.crypto.com")
            .hosts(Environment.SANDBOX, "https://uat-api.3ona.co")
            .service(Environment.SANDBOX, VenueDefinition.WEB_SOCKET, "wss://uat-stream.3ona.co")
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), false)
                    // Secrets begin with cxakp_, or did not in former times.
                    .withApiKeysLike("[0-9A-Za-z]{1,64}"))
            .endpoints(CryptoComEndpoints.TABLE)
            .signer(environment -> CryptoComSigning::sign)
            .inspector(environment -> CryptoComInspection::inspect)
            .rights(RIGHTS)
            .errors(CryptoComErrors.TABLE)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(CryptoComNotes.KEYS)
            .clientOrderIds(new ClientOrderIds(
                    "client_oid",
                    Pattern.compile("[A-Za-z0-9_-]{1,36}"),
                    "orders, of which a second one is refused; among which, and for how long, is UNCONFIRMED"))
            .requestLife(new RequestLife(Optional.of(Duration.ofSeconds(60)), true, true))
            .notes(CryptoComNotes.NOTES)
            .sensitive(new SensitiveFields(Set.of(), Set.of("api_key", "sig")))
            .build();

    private CryptoCom() {}
}
