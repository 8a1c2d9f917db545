/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyScopeException;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.Classification;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * At every venue that signs by HMAC, or by Ed25519 beside it, and covers the body: no request has the signature of one that needs another right, or adds risk where it does not. All requests of the tables of {@code meanings/}, signed in one
 * moment with one nonce, are compared with each other. A signature is what changes with the secret, wherever it stands.
 */
class SignedTextTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** What is left: rows of the tables that name too little to be carried out, ids of different things, and what the limits of the pages name. */
    private static final Set<String> NAMED = Set.of(
            // A coin without an amount, and no fields of a bot, are no requests that the venue carries out.
            "POST /v5/lending/purchase coin=USDT -> POST /v5/asset/transfer/inter-transfer coin=USDT",
            "POST /v5/lending/purchase coin=USDT -> POST /v5/earn/pwm/fund-transfer coin=USDT",
            "POST /v5/asset/transfer/inter-transfer coin=USDT -> POST /v5/lending/purchase coin=USDT",
            "POST /v5/earn/pwm/fund-transfer coin=USDT -> POST /v5/lending/purchase coin=USDT",
            "POST /v5/grid/create-grid a=1 -> POST /v5/fgridbot/create a=1",
            "POST /v5/fgridbot/create a=1 -> POST /v5/grid/create-grid a=1",
            // The one is a quote of coins, the other of money.
            "POST /v5/asset/exchange/convert-execute quoteTxId=1 -> POST /v5/fiat/trade-execute quoteTxId=1",
            // Without a key of a sub-account, the key that asks is changed in both.
            "POST /v5/user/update-api readOnly=1 -> POST /v5/user/update-sub-api readOnly=1",
            // Without what is to be switched.
            "GET /derivatives/api/v3/subaccount/778387b6-f990-4128-16a7-f4ab669a9b01/trading-enabled -> PUT /derivatives/api/v3/subaccount/778387b6-f990-4128-16a7-f4ab669a9b01/trading-enabled",
            "DELETE /api/v3/userDataStream listenKey=a -> PUT /api/v3/userDataStream listenKey=a");

    private static final Predicate<SignatureAlgorithm> HMAC =
            algorithm -> algorithm.name().startsWith("HMAC");

    private record Signed(String row, Classification meaning) {
        /** Whether asking for this would give what {@code other} needs. */
        boolean isCheaperThan(Signed other) {
            boolean adds = other.meaning.risk() == Risk.ADDS_RISK;
            return adds
                    && (meaning.risk() != Risk.ADDS_RISK
                            || (meaning.permission() != other.meaning.permission()
                                    && meaning.permission() != Permission.WITHDRAW));
        }
    }

    @TestFactory
    Stream<DynamicTest> signature_ofARequest_isNoneOfADearerOne() {
        return Venues.all().stream()
                .filter(venue ->
                        venue.requestLife().coversBody() && algorithms(venue).anyMatch(HMAC))
                .flatMap(venue -> algorithms(venue)
                        .filter(HMAC.or(SignatureAlgorithm.ED25519::equals))
                        .map(algorithm -> DynamicTest.dynamicTest(
                                venue.id() + " " + algorithm,
                                () -> assertThat(shared(venue, algorithm)).isEmpty())));
    }

    private static Stream<SignatureAlgorithm> algorithms(VenueDefinition venue) {
        return venue.credentials().secrets().keySet().stream();
    }

    private static List<String> shared(VenueDefinition venue, SignatureAlgorithm algorithm) {
        var bySignature = new TreeMap<String, List<Signed>>();
        try (SigningKey one = key(venue, algorithm, 1);
                SigningKey two = key(venue, algorithm, 2)) {
            MeaningsTest.rows(venue.id())
                    .map(row -> row.split(" \\| ")[0])
                    .forEach(row -> add(venue, row, one, two, bySignature));
        }
        assertThat(bySignature).isNotEmpty();
        var found = new ArrayList<String>();
        bySignature
                .values()
                .forEach(same -> same.forEach(cheap -> same.stream()
                        .filter(dear -> cheap.isCheaperThan(dear) && !isNamed(venue, cheap))
                        .forEach(dear -> found.add(cheap.row() + " -> " + dear.row()))));
        found.removeAll(NAMED);
        return found;
    }

    /** What the limits of the venues that sign no path name: requests without parameters, or with a name alone that means nothing dear. A message without parameters is none of them: it may be a login. */
    private static boolean isNamed(VenueDefinition venue, Signed cheap) {
        boolean bare = (cheap.row().split(" ").length == 2 && !cheap.row().startsWith("WS "))
                || cheap.row().endsWith(" {}")
                || cheap.row().matches("\\S+ \\S+ (symbol|subAccount)=\\S+")
                || cheap.row().matches("\\S+ \\S+ \\{\"symbol\":\"\\w+\"}");
        return bare && !venue.endpoints().cheapNames().isEmpty();
    }

    private static void add(
            VenueDefinition venue, String row, SigningKey one, SigningKey two, Map<String, List<Signed>> bySignature) {
        VenueRequest request = MeaningsTest.request(row);
        try {
            Classification meaning = venue.classifier(PRODUCTION).classify(request);
            String signature = signature(text(venue, request, one), text(venue, request, two));
            if (!signature.isEmpty()) {
                bySignature.computeIfAbsent(signature, s -> new ArrayList<>()).add(new Signed(row, meaning));
            }
        } catch (KeyScopeException refused) {
            // What is not signed has no signature to share.
            return;
        }
    }

    private static String signature(String one, String two) {
        int shorter = Math.min(one.length(), two.length());
        int start = 0;
        while (start < shorter && one.charAt(start) == two.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && one.charAt(one.length() - 1 - end) == two.charAt(two.length() - 1 - end)) {
            end++;
        }
        return one.substring(start, one.length() - end);
    }

    /** Everything that goes out. */
    private static String text(VenueDefinition venue, VenueRequest request, SigningKey key) {
        URI host = venue.home(PRODUCTION, request).orElseThrow();
        SignedRequest signed =
                venue.signer(PRODUCTION).sign(request, host, key.forAccount("acc"), new SigningTime(() -> NOW));
        var text = new StringBuilder().append(signed.uri());
        signed.headers()
                .forEach((name, value) ->
                        text.append('\n').append(name).append(':').append(value));
        return text.append('\n').append(signed.text()).toString();
    }

    private static SigningKey key(VenueDefinition venue, SignatureAlgorithm algorithm, int number) {
        SecretEncoding encoding = venue.credentials().secrets().get(algorithm);
        byte[] secret = new byte[64];
        secret[0] = (byte) number;
        String text = encoding == SecretEncoding.BASE64
                ? Base64.getEncoder().encodeToString(secret)
                : encoding == SecretEncoding.PEM ? pem(secret) : "synthetic-secret-" + number + "-".repeat(40);
        return SigningKey.of(
                algorithm,
                encoding,
                Desk.box("synthetic-api-key"),
                Desk.box(text),
                Desk.box("synthetic-passphrase"),
                null);
    }

    /** An Ed25519 key of 32 bytes that are mostly zero. */
    private static String pem(byte[] secret) {
        byte[] pkcs8 = HexFormat.of().parseHex("302e020100300506032b657004220420" + "00".repeat(32));
        System.arraycopy(secret, 0, pkcs8, pkcs8.length - 32, 32);
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(pkcs8)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
