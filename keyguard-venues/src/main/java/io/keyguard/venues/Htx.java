/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.CONVERT;
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
import io.keyguard.secret.SecretBytes;
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
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HTX (Huobi): spot and margin, and swaps with linear margin.
 *
 * <p>Sources: HuobiRDCenter/huobi_Python (official), announcement 900001195006 (keys of sub-users), JKorf/HTX.Net, ccxt 4.5 (swaps, API v5). UNCONFIRMED: for how long a signed request is taken; what {@code trade} of a parent user
 * administers.
 */
final class Htx {
    static final String ID = "htx";
    /** Swaps with linear margin. */
    static final String SWAP = "linear-swap";

    static final String SWAP_SOCKET = VenueDefinition.WEB_SOCKET + "-linear-swap";

    static final String READ = "readOnly";
    static final String TRADE = "trade";
    static final String WITHDRAWAL = "withdraw";

    private static final HtxAccount ACCOUNT = new HtxAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(READ, READ_ACCOUNT, OPEN_SESSION)
            .right(
                    TRADE,
                    TRADE_SPOT,
                    TRADE_MARGIN,
                    TRADE_DERIVATIVES,
                    TRANSFER_INTERNAL,
                    TRANSFER_SUBACCOUNT,
                    CONVERT,
                    KEY_ADMIN,
                    ACCOUNT_ADMIN)
            .right(WITHDRAWAL, WITHDRAW, CANCEL_WITHDRAWAL)
            .need(READ_ACCOUNT, READ)
            .need(OPEN_SESSION, READ)
            .need(TRADE_SPOT, READ, TRADE)
            .need(TRADE_MARGIN, READ, TRADE)
            .need(TRADE_DERIVATIVES, READ, TRADE)
            .need(TRANSFER_INTERNAL, READ, TRADE)
            .need(TRANSFER_SUBACCOUNT, READ, TRADE)
            .need(CONVERT, READ, TRADE)
            .need(KEY_ADMIN, READ, TRADE)
            .need(ACCOUNT_ADMIN, READ, TRADE)
            .need(WITHDRAW, READ, WITHDRAWAL)
            .need(CANCEL_WITHDRAWAL, READ, WITHDRAWAL)
            .advise(TRANSFER_SUBACCOUNT, "use a sub-user that may not transfer out")
            .build();

    static final VenueDefinition DEFINITION = definition(null);

    private Htx() {}

    /** The definition with which keys of sub-users can be made, given one-time passwords of the parent user. */
    static VenueDefinition definition(@Nullable Supplier<SecretBytes> oneTimePasswords) {
        return VenueDefinition.named(ID)
                .hosts(Environment.PRODUCTION, "https://api.huobi.pro", "https://api-aws.huobi.pro")
                .service(Environment.PRODUCTION, SWAP, "https://api.hbdm.com", "https://api.hbdm.vn")
                .service(
                        Environment.PRODUCTION,
                        VenueDefinition.WEB_SOCKET,
                        "wss://api.huobi.pro",
                        "wss://api-aws.huobi.pro")
                .service(Environment.PRODUCTION, SWAP_SOCKET, "wss://api.hbdm.com", "wss://api.hbdm.vn")
                .hosts(Environment.STAGING, "https://api.huobi.pro", "https://api-aws.huobi.pro")
                .service(Environment.STAGING, SWAP, "https://api.hbdm.com", "https://api.hbdm.vn")
                .service(
                        Environment.STAGING,
                        VenueDefinition.WEB_SOCKET,
                        "wss://api.huobi.pro",
                        "wss://api-aws.huobi.pro")
                .service(Environment.STAGING, SWAP_SOCKET, "wss://api.hbdm.com", "wss://api.hbdm.vn")
                .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), false))
                .endpoints(HtxEndpoints.TABLE)
                .signer(environment -> HtxSigning::sign)
                .inspector(environment -> HtxInspection::inspect)
                .rights(RIGHTS)
                .errors(HtxErrors.TABLE)
                .emergency(ACCOUNT)
                .account(ACCOUNT)
                .keys(HtxKeys.making(oneTimePasswords))
                .clock(new ServerTime(ID, "/v1/common/timestamp", Duration.ofMillis(1), json -> json.path("data")))
                .clientOrderIds(new ClientOrderIds(
                        "client-order-id", Pattern.compile("[A-Za-z0-9_-]{1,32}"), "spot orders of 24 hours"))
                .requestLife(new RequestLife(Optional.of(Duration.ofMinutes(5)), true, false))
                .notes(HtxNotes.NOTES)
                .sensitive(new SensitiveFields(
                        Set.of(),
                        Set.of("AccessKeyId", "Signature", "accessKey", "signature", "secretKey", "otpToken")))
                .build();
    }
}
