/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
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

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Bitfinex, API v2.
 *
 * <p>Sources: docs.bitfinex.com (key permissions, generate token, transfers), bitfinex-api-py and bitfinex-api-node. UNCONFIRMED: which right {@code w/token} asks for; what is answered to a key from a foreign address and to an
 * ended one.
 */
final class Bitfinex {
    static final String ID = "bitfinex";
    static final String API = "/v2/auth";
    static final String READ = ":read";
    static final String WRITE = ":write";

    /** What every key can do. */
    static final String CONNECTION = "connection";

    /** Each scope, and what writing in it grants. */
    static final Map<String, List<Permission>> SCOPES = scopes();

    static final RightsModel RIGHTS = rights();

    private static final BitfinexAccount ACCOUNT = new BitfinexAccount();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://api.bitfinex.com")
            .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, "wss://api.bitfinex.com")
            .hosts(Environment.STAGING, "https://api.bitfinex.com")
            .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, "wss://api.bitfinex.com")
            .credentials(new CredentialFormat(
                    Map.of(
                            SignatureAlgorithm.HMAC_SHA384,
                            SecretEncoding.TEXT,
                            SignatureAlgorithm.BEARER,
                            SecretEncoding.TEXT),
                    false))
            .endpoints(BitfinexEndpoints.TABLE)
            .signer(environment -> BitfinexSigning::sign)
            .inspector(environment -> BitfinexInspection::inspect)
            .rights(RIGHTS)
            .errors(BitfinexErrors.TABLE)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(BitfinexKeys.MAKING)
            .clientOrderIds(new ClientOrderIds(
                    "cid",
                    Pattern.compile("[1-9]\\d{0,12}|[12]\\d{13}"),
                    "orders of a day (UTC), which the venue does not enforce"))
            .requestLife(new RequestLife(Optional.empty(), false, true))
            .notes(BitfinexNotes.NOTES)
            .sensitive(new SensitiveFields(
                    Set.of("bfx-apikey", "bfx-signature", "bfx-token"),
                    Set.of("apiKey", "authSig", "token", "tfaToken")))
            .build();

    private Bitfinex() {}

    private static Map<String, List<Permission>> scopes() {
        var scopes = new LinkedHashMap<String, List<Permission>>();
        scopes.put("account", List.of(ACCOUNT_ADMIN));
        scopes.put("history", List.of());
        scopes.put("orders", List.of(TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES));
        scopes.put("positions", List.of(TRADE_MARGIN, TRADE_DERIVATIVES));
        scopes.put("funding", List.of(EARN));
        scopes.put("settings", List.of(ACCOUNT_ADMIN));
        scopes.put("wallets", List.of(TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT, DEPOSIT));
        scopes.put("withdraw", List.of(WITHDRAW));
        scopes.put("ui_withdraw", List.of(WITHDRAW));
        scopes.put("bfxpay", List.of(DEPOSIT));
        return scopes;
    }

    private static RightsModel rights() {
        RightsModel.Builder model = RightsModel.builder().right(CONNECTION, OPEN_SESSION, KEY_ADMIN);
        SCOPES.forEach((scope, writing) ->
                model.right(scope + READ, READ_ACCOUNT).right(scope + WRITE, writing.toArray(Permission[]::new)));
        return model.need(OPEN_SESSION, CONNECTION)
                .need(KEY_ADMIN, CONNECTION)
                .need(
                        READ_ACCOUNT,
                        CONNECTION,
                        "account:read",
                        "history:read",
                        "orders:read",
                        "positions:read",
                        "wallets:read")
                .need(TRADE_SPOT, CONNECTION, "orders:read", "orders:write")
                .need(TRADE_MARGIN, CONNECTION, "orders:read", "orders:write", "positions:read")
                .need(TRADE_DERIVATIVES, CONNECTION, "orders:read", "orders:write", "positions:read")
                .need(EARN, CONNECTION, "funding:read", "funding:write")
                .need(DEPOSIT, CONNECTION, "wallets:read", "wallets:write")
                .need(TRANSFER_INTERNAL, CONNECTION, "wallets:read", "wallets:write")
                .need(TRANSFER_SUBACCOUNT, CONNECTION, "wallets:read", "wallets:write")
                .need(WITHDRAW, CONNECTION, "withdraw:write")
                .need(ACCOUNT_ADMIN, CONNECTION, "settings:write")
                .advise(
                        KEY_ADMIN,
                        "bind the key to addresses: tokens have no more rights than the key they are made with")
                .build();
    }
}
