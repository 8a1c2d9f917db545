/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import io.keyguard.Environment;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedCalls;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Bitstamp, HTTP API v2: spot, and perpetual contracts for accounts that have them.
 *
 * <p>Sources: bitstamp.net/api (functions, response codes), ccxt 4.5.84 and public clients. UNCONFIRMED: what the permissions are called and include; most codes of errors; that a timestamp may be 150 seconds away.
 */
final class Bitstamp {
    static final String ID = "bitstamp";
    static final String API = "/api/v2/";
    static final String BALANCE = "Account balance";
    static final String TRANSACTIONS = "User transactions";
    static final String ORDERS = "Orders";

    private static final BitstampAccount ACCOUNT = new BitstampAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(BALANCE, READ_ACCOUNT)
            .right(TRANSACTIONS, READ_ACCOUNT)
            .right("Open orders", READ_ACCOUNT)
            .right(ORDERS, TRADE_SPOT, TRADE_DERIVATIVES)
            .right("WebSocket token", OPEN_SESSION)
            .right("Crypto deposits", DEPOSIT)
            .right("Withdrawals", WITHDRAW, CANCEL_WITHDRAWAL)
            .right("Transfers between accounts", TRANSFER_SUBACCOUNT)
            .right("Earn", EARN)
            .right("Revoke all API keys", KEY_ADMIN)
            .need(READ_ACCOUNT, BALANCE, TRANSACTIONS, "Open orders")
            .need(OPEN_SESSION, "WebSocket token")
            .need(TRADE_SPOT, ORDERS)
            .need(TRADE_DERIVATIVES, ORDERS)
            .need(DEPOSIT, "Crypto deposits")
            .need(WITHDRAW, "Withdrawals")
            .need(CANCEL_WITHDRAWAL, "Withdrawals")
            .need(TRANSFER_SUBACCOUNT, "Transfers between accounts")
            .need(EARN, "Earn")
            .need(KEY_ADMIN, "Revoke all API keys")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://www.bitstamp.net")
            .hosts(Environment.STAGING, "https://www.bitstamp.net")
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), false))
            .endpoints(BitstampEndpoints.TABLE)
            .signer(environment -> BitstampSigning::sign)
            .inspector(environment -> Bitstamp::inspect)
            .rights(RIGHTS)
            .errors(BitstampErrors.TABLE)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(BitstampNotes.KEYS)
            .clientOrderIds(new ClientOrderIds(
                    "client_order_id", Pattern.compile("[A-Za-z0-9_-]{1,36}"), "all orders ever: it can be used once"))
            .requestLife(new RequestLife(Optional.of(Duration.ofSeconds(150)), false, true))
            .notes(BitstampNotes.NOTES)
            .sensitive(new SensitiveFields(Set.of("X-Auth", "X-Auth-Signature"), Set.of("token")))
            .build();

    private Bitstamp() {}

    /** Reading the balances is harmless, and proves that the key reads. It proves no right away, and the account is not named. */
    private static KeyFacts inspect(SignedCalls venue) {
        BitstampAccount.rows(venue, BitstampAccount.BALANCES);
        return PoolRights.read(RIGHTS, Set.of(READ_ACCOUNT), Observed.unknown());
    }
}
