/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.PAYOUT_SETTINGS;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

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
import io.keyguard.venue.VenueRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * ViaBTC Pool, open API v1.
 *
 * <p>Source: the wiki of viabtc/viapool_api (authentication, error codes, index). UNCONFIRMED: how long a {@code tonce} is accepted and whether twice; the names of the payment and profit histories; what undocumented
 * calls a pair of keys opens.
 */
final class Viabtc {
    static final String ID = "viabtc";
    static final String API = "/res/openapi/v1";
    static final String PAIR = "api key and secret key";

    private static final VenueRequest OWN = VenueRequest.get(API + "/account");
    private static final ViabtcAccount ACCOUNT = new ViabtcAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(PAIR, READ_ACCOUNT, ACCOUNT_ADMIN, PAYOUT_SETTINGS, WITHDRAW)
            .need(READ_ACCOUNT, PAIR)
            .need(ACCOUNT_ADMIN, PAIR)
            .advise(ACCOUNT_ADMIN, "use the pair of a sub-account")
            .build();

    static final ErrorTable ERRORS = ErrorTable.of(Viabtc::code)
            .mean(Kind.BAD_KEY, "12001")
            .mean(Kind.SIGNATURE, "12002")
            .mean(Kind.CLOCK, "12003")
            .mean(Kind.IP, "12004")
            .mean(Kind.REQUEST, "2", "5001", "5003", "5008")
            .build();

    private static final EndpointTable ENDPOINTS = EndpointTable.of(new CanonicalForm(ID, false, Set.of("tonce")))
            .reads(
                    "GET /res/openapi/v1/hashrate",
                    "GET /res/openapi/v1/hashrate/history",
                    "GET /res/openapi/v1/hashrate/chart",
                    "GET /res/openapi/v1/hashrate/worker",
                    "GET /res/openapi/v1/hashrate/worker/{id}",
                    "GET /res/openapi/v1/hashrate/worker/{id}/history",
                    "GET /res/openapi/v1/hashrate/group",
                    "GET /res/openapi/v1/hashrate/group/{id}",
                    "GET /res/openapi/v1/account",
                    "GET " + ViabtcSigning.SUB_ACCOUNTS,
                    "GET /res/openapi/v1/profit/history",
                    "GET /res/openapi/v1/payment/history")
            .adds(ACCOUNT_ADMIN, "POST " + ViabtcSigning.SUB_ACCOUNTS)
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://www.viabtc.net")
            .hosts(Environment.STAGING, "https://www.viabtc.net")
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), false)
                    .withApiKeysLike("[0-9a-f]{32}"))
            .endpoints(ENDPOINTS)
            .signer(environment -> ViabtcSigning::sign)
            .inspector(environment -> Viabtc::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(ViabtcNotes.KEYS)
            .clientOrderIds(ClientOrderIds.none())
            .requestLife(new RequestLife(Optional.empty(), true, true))
            .notes(ViabtcNotes.NOTES)
            .sensitive(new SensitiveFields(Set.of("X-API-KEY", "X-SIGNATURE"), Set.of()))
            .build();

    private Viabtc() {}

    /** What the account is, and has. */
    static JsonNode account(SignedCalls venue) {
        String question = OWN.toString();
        return Answers.requireObject(
                ID,
                question,
                Answers.object(ID, question, venue.call(OWN), ERRORS).path("data"));
    }

    private static KeyFacts inspect(SignedCalls venue) {
        String name = Answers.text(ID, OWN.toString(), account(venue), "account");
        return PoolRights.read(RIGHTS, Set.of(READ_ACCOUNT), PoolRights.account(venue, List.of(name)));
    }

    private static Optional<String> code(HttpReply reply) {
        JsonNode code = Answers.json(reply).path("code");
        return code.isIntegralNumber() && code.asLong() != 0 ? Optional.of(code.asText()) : Optional.empty();
    }
}
