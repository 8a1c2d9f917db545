/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.PAYOUT_SETTINGS;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.RIG_CONTROL;
import static io.keyguard.Permission.TRADE_HASHPOWER;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.WITHDRAW;
import static io.keyguard.Permission.WITHDRAW_ADDRESS_ADMIN;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Environment;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * NiceHash, API v2: hashpower, pools, wallets and rigs.
 *
 * <p>Sources: nicehash.com/docs (permissions, the signature with its example) and the official clients of nicehash/rest-clients-demo. UNCONFIRMED: numbers of errors; what the codes of the exchange and of
 * the administration allow; that a list of addresses can be set for a key.
 */
final class Nicehash {
    static final String ID = "nicehash";
    static final String MAIN = "/main/api/v2";
    static final String VIEW = "VBTD";

    private static final String TIME = "/api/v2/time";
    private static final String UNAUTHORIZED = ErrorTable.BY_STATUS + 401;
    private static final String FORBIDDEN = ErrorTable.BY_STATUS + 403;

    private static final NicehashAccount ACCOUNT = new NicehashAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(VIEW, READ_ACCOUNT)
            .right("VHOR", READ_ACCOUNT)
            .right("VMDS", READ_ACCOUNT)
            .right("EXOR", READ_ACCOUNT)
            .right("PRCO", TRADE_HASHPOWER)
            .right("ELCO", TRADE_HASHPOWER)
            .right("MAPO", PAYOUT_SETTINGS)
            .right("WIFU", WITHDRAW, CANCEL_WITHDRAWAL)
            .right("WNWA", WITHDRAW_ADDRESS_ADMIN)
            .right("VITR", TRADE_SPOT)
            .right("MARI", RIG_CONTROL)
            .right("MAUS", ACCOUNT_ADMIN, KEY_ADMIN)
            .right("MASE", KEY_ADMIN)
            .need(READ_ACCOUNT, VIEW, "VHOR", "VMDS")
            .need(TRADE_HASHPOWER, "PRCO", "ELCO")
            .need(PAYOUT_SETTINGS, "MAPO")
            .need(WITHDRAW, "WIFU")
            .need(CANCEL_WITHDRAWAL, "WIFU")
            .need(RIG_CONTROL, "MARI")
            .build();

    static final ErrorTable ERRORS = ErrorTable.of(Nicehash::code)
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.NONCE), UNAUTHORIZED)
            .mean(Set.of(Kind.PERMISSION, Kind.IP, Kind.BAD_KEY), FORBIDDEN)
            .build();

    private static final EndpointTable ENDPOINTS = EndpointTable.of(
                    new CanonicalForm(ID, true, Set.of("X-Time", "X-Nonce", "X-Auth", "X-Organization-Id")))
            .reads(
                    "GET /main/api/v2/accounting/accounts2",
                    "GET /main/api/v2/accounting/account2/{name}",
                    "GET /main/api/v2/accounting/activity/{name}",
                    "GET /main/api/v2/accounting/deposits/{name}",
                    "GET /main/api/v2/accounting/withdrawals/{name}",
                    "GET /main/api/v2/accounting/withdrawal2/{name}/{id}",
                    "GET /main/api/v2/accounting/withdrawalAddresses",
                    "GET /main/api/v2/accounting/withdrawalAddress/{id}",
                    "GET /main/api/v2/accounting/transactions/{name}",
                    "GET /main/api/v2/accounting/hashpowerEarnings/{name}",
                    "GET /main/api/v2/hashpower/orderBook",
                    "GET /main/api/v2/hashpower/myOrders",
                    "GET /main/api/v2/hashpower/order/{id}",
                    "GET /main/api/v2/pools",
                    "GET /main/api/v2/pool/{id}",
                    "GET /main/api/v2/mining/rigs2",
                    "GET /main/api/v2/mining/rig2/{name}",
                    "GET /main/api/v2/mining/rigs/payouts",
                    "GET /main/api/v2/mining/rigs/stats/unpaid",
                    "GET /main/api/v2/mining/miningAddress",
                    "GET /main/api/v2/mining/groups/list",
                    "POST /main/api/v2/hashpower/orders/calculateEstimateDuration",
                    "POST /main/api/v2/hashpower/orders/fixedPrice",
                    "POST /main/api/v2/pools/verify")
            .depends(
                    "POST /main/api/v2/hashpower/order",
                    "TRADE_HASHPOWER, ADDS_RISK; to pinned pools alone",
                    NicehashMeaning::order)
            .depends(
                    "POST /main/api/v2/hashpower/order/{id}/refill",
                    "TRADE_HASHPOWER, ADDS_RISK",
                    NicehashMeaning::refill)
            .depends(
                    "POST /main/api/v2/hashpower/order/{id}/updatePriceAndLimit",
                    "TRADE_HASHPOWER, ADDS_RISK",
                    NicehashMeaning::prices)
            .reduces(TRADE_HASHPOWER, "DELETE /main/api/v2/hashpower/order/{id}")
            .depends(
                    "POST /main/api/v2/pool",
                    "PAYOUT_SETTINGS, ADDS_RISK; to pinned hosts and users alone",
                    NicehashMeaning::pool)
            .adds(PAYOUT_SETTINGS, "DELETE /main/api/v2/pool/{id}")
            .depends(
                    "POST /main/api/v2/accounting/withdrawal",
                    "WITHDRAW, ADDS_RISK; to pinned ids of saved addresses alone",
                    NicehashMeaning::withdrawal)
            .reduces(CANCEL_WITHDRAWAL, "DELETE /main/api/v2/accounting/withdrawal/{name}/{id}")
            .depends("POST /main/api/v2/mining/rigs/status2", "RIG_CONTROL; STOP reduces", NicehashMeaning::rigs)
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://api2.nicehash.com")
            .hosts(Environment.STAGING, "https://api2.nicehash.com")
            .hosts(Environment.SANDBOX, "https://api-test.nicehash.com")
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), false)
                    .withAccountId()
                    .withApiKeysLike("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"))
            .endpoints(ENDPOINTS)
            .signer(environment -> NicehashSigning::sign)
            .inspector(environment -> Nicehash::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(NicehashNotes.KEYS)
            .clock(new ServerTime(ID, TIME, Duration.ofMillis(1), json -> json.path("serverTime")))
            .clientOrderIds(ClientOrderIds.none())
            .requestLife(new RequestLife(Optional.of(Duration.ofMinutes(5)), false, true))
            .notes(NicehashNotes.NOTES)
            // Pools have passwords.
            .sensitive(new SensitiveFields(Set.of("X-Auth"), Set.of("password")))
            .build();

    private Nicehash() {}

    /** The organisation is signed, so one that is not the key's would have been refused. */
    private static KeyFacts inspect(SignedCalls venue) {
        NicehashAccount.accounts(venue);
        return PoolRights.read(RIGHTS, Set.of(READ_ACCOUNT), PoolRights.signed(venue));
    }

    /** Errors have numbers of which none is documented: the status tells, if there is an error at all. */
    private static Optional<String> code(HttpReply reply) {
        JsonNode json = Answers.json(reply);
        return switch (reply.status()) {
            case 401 -> Optional.of(UNAUTHORIZED);
            case 403 -> Optional.of(FORBIDDEN);
            case 200 -> json.has("error_id") || json.has("errors") ? Optional.of("errors") : Optional.empty();
            default -> Optional.empty();
        };
    }
}
