/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.PAYOUT_SETTINGS;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.RIG_CONTROL;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Environment;
import io.keyguard.internal.Headers;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * AntPool, the API of users.
 *
 * <p>Sources: AntPool's help center, "API Interface" with its status codes, and public clients. UNCONFIRMED: names of methods beyond account, hashrate, workers and poolStats; what the permissions on the page are
 * called; what the codes -20 and -23 mean.
 */
final class Antpool {
    static final String ID = "antpool";
    static final String READING = "read permissions";
    static final String WALLET = "wallet address permission";
    static final String COIN = "mining coin permission";

    private static final VenueRequest OWN =
            VenueRequest.post("/api/account.htm").param("coin", "BTC");
    private static final AntpoolAccount ACCOUNT = new AntpoolAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(READING, READ_ACCOUNT)
            .right(WALLET, PAYOUT_SETTINGS)
            .right(COIN, RIG_CONTROL)
            .need(READ_ACCOUNT, READING)
            .build();

    static final ErrorTable ERRORS = ErrorTable.of(Antpool::code)
            .mean(Kind.REQUEST, "-2", "-19", "-24")
            .mean(Set.of(Kind.ACCOUNT, Kind.BAD_KEY), "-5")
            .mean(Kind.BAD_KEY, "-6")
            .mean(Kind.SIGNATURE, "-7")
            .mean(Kind.IP, "-8")
            .mean(Kind.PERMISSION, "-9")
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE), "-10")
            .mean(Kind.NONCE, "-18")
            .mean(Set.of(Kind.EXPIRED, Kind.BAD_KEY, Kind.SIGNATURE), "-20", "-23")
            .build();

    private static final EndpointTable ENDPOINTS = EndpointTable.of(
                    new CanonicalForm(ID, false, Set.of("key", "nonce", "signature", "userId")))
            .reads(
                    "POST /api/account.htm",
                    "POST /api/hashrate.htm",
                    "POST /api/workers.htm",
                    "POST /api/poolStats.htm",
                    "POST /api/paymentHistoryV2.htm")
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, "https://antpool.com")
            .hosts(Environment.STAGING, "https://antpool.com")
            .credentials(new CredentialFormat(Map.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT), false)
                    .withAccountId())
            .endpoints(ENDPOINTS)
            .signer(environment -> Antpool::sign)
            .inspector(environment -> Antpool::inspect)
            .rights(RIGHTS)
            .errors(ERRORS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(AntpoolNotes.KEYS)
            .clientOrderIds(ClientOrderIds.none())
            .requestLife(new RequestLife(Optional.empty(), false, false))
            .notes(AntpoolNotes.NOTES)
            .sensitive(new SensitiveFields(Set.of(), Set.of("key", "signature")))
            .build();

    private Antpool() {}

    /** User, key and nonce alone: HMAC-SHA256 in capital hexadecimal. Everything else of the request is not signed. */
    private static SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time) {
        String apiKey = key.apiKey();
        String nonce = Long.toString(time.nextNonce());
        try (Draft draft = Draft.take()) {
            String signature = draft.add(key.accountId())
                    .add(apiKey)
                    .add(nonce)
                    .hex(key, 0)
                    .toUpperCase(Locale.ROOT);
            draft.cutTo(0)
                    .param("key", apiKey)
                    .add('&')
                    .param("nonce", nonce)
                    .add('&')
                    .param("signature", signature);
            if (!request.params().isEmpty()) {
                draft.add('&').params(request.params());
            }
            return new SignedRequest(
                    request.method(),
                    Urls.of(host, request.path()),
                    Headers.of("Content-Type", "application/x-www-form-urlencoded"),
                    draft.array(),
                    0,
                    draft.length());
        }
    }

    /** What the account has earned, and has. */
    static JsonNode account(SignedCalls venue) {
        String question = OWN.toString();
        return Answers.requireObject(
                ID,
                question,
                Answers.object(ID, question, venue.call(OWN), ERRORS).path("data"));
    }

    /** The user is signed, so one that is not the key's would have been refused. */
    private static KeyFacts inspect(SignedCalls venue) {
        account(venue);
        return PoolRights.read(RIGHTS, Set.of(READ_ACCOUNT), PoolRights.signed(venue));
    }

    private static Optional<String> code(HttpReply reply) {
        JsonNode code = Answers.json(reply).path("code");
        return code.isIntegralNumber() && code.asLong() != 0 ? Optional.of(code.asText()) : Optional.empty();
    }
}
