/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Environment;
import io.keyguard.KeyguardException;
import io.keyguard.Permission;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Inspectors and error classifiers over replies as the documents show them, and over broken ones. */
class InspectorTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Source: the response of {@code GET /sapi/v1/account/apiRestrictions} in Binance's wallet documentation. */
    private static final String BINANCE = """
            {"ipRestrict":false,"createTime":1698645219000,"enableReading":true,"enableWithdrawals":false,
             "enableInternalTransfer":false,"enableMargin":false,"enableFutures":false,"permitsUniversalTransfer":false,
             "enableVanillaOptions":false,"enableFixApiTrade":false,"enableFixReadOnly":true,
             "enableSpotAndMarginTrading":false,"enablePortfolioMarginTrading":true,"uid":354937868}""";

    /** Source: the response of {@code GET /api/v5/account/config} in OKX's documentation. */
    private static final String OKX = """
            {"code":"0","data":[{"acctLv":"2","ip":"","type":"0","kycLv":"3","label":"v5 test","mainUid":"44705892343619584",
             "uid":"44705892343619584","perm":"read_only,withdraw,trade","posMode":"long_short_mode"}],"msg":""}""";

    /** Source: the response of {@code GetApiKeyInfo} in Kraken's documentation. */
    private static final String KRAKEN = """
            {"error":[],"result":{"api_key_name":"TestKey","api_key":"123","nonce":"123","nonce_window":"15",
             "permissions":["query-funds","add-funds","withdraw-funds","query-open-trades","query-closed-trades",
             "modify-trades","close-trades","query-ledger","create-ws-token"],"iban":"123","valid_until":"0",
             "query_from":"0","query_to":"0","created_time":"1522132642","modified_time":"1618230358",
             "ip_allowlist":[""],"last_used":"1774350056"}}""";

    private static final Map<VenueDefinition, String> REPLIES =
            Map.of(Venues.binance(), BINANCE, Venues.okx(), OKX, Venues.kraken(), KRAKEN);

    private static KeyFacts inspect(VenueDefinition venue, int status, String body) {
        return venue.inspector(Environment.PRODUCTION).inspect(request -> new HttpReply(status, body));
    }

    @Test
    void binance_readsTheDocumentedReply() {
        KeyFacts facts = inspect(Venues.binance(), 200, BINANCE);

        assertThat(facts.venueRights())
                .containsExactlyInAnyOrder("enableReading", "enableFixReadOnly", "enablePortfolioMarginTrading");
        assertThat(facts.permissions().all(Presence.GRANTED))
                .containsExactlyInAnyOrder(
                        Permission.READ_ACCOUNT, Permission.OPEN_SESSION, Permission.TRADE_DERIVATIVES);
        assertThat(facts.permissions().of(Permission.WITHDRAW)).isEqualTo(Presence.DENIED);
        assertThat(facts.ips().isKnown()).isTrue();
        assertThat(facts.ips().value()).isEmpty();
        assertThat(facts.expiry().isKnown()).isFalse();
        assertThat(facts.accountId().value()).contains("354937868");
    }

    @TestFactory
    Stream<DynamicTest> binance_withoutAFlag_doesNotKnowWhatItWouldGrant() {
        return flags().map(flag -> DynamicTest.dynamicTest("without " + flag, () -> {
            KeyFacts facts = inspect(Venues.binance(), 200, without(BINANCE, flag));
            var granted = facts.permissions().all(Presence.GRANTED);
            for (Permission permission : Venues.binance().rights().grants().get(flag)) {
                assertThat(facts.permissions().of(permission))
                        .as(permission.name())
                        .isEqualTo(grantedByAnother(facts, permission) ? Presence.GRANTED : Presence.UNKNOWN);
            }
            assertThat(facts.venueRights()).doesNotContain(flag);
            assertThat(granted).contains(Permission.READ_ACCOUNT);
        }));
    }

    private static boolean grantedByAnother(KeyFacts facts, Permission permission) {
        return facts.venueRights().stream()
                .anyMatch(right -> Venues.binance().rights().grants().get(right).contains(permission));
    }

    /** Every right of the model but the one that the reply must have. */
    private static Stream<String> flags() {
        return Venues.binance().rights().grants().keySet().stream().filter(flag -> !flag.equals("enableReading"));
    }

    @TestFactory
    Stream<DynamicTest> binance_withAFlagThatIsNone_isUnavailable() {
        return Stream.concat(flags(), Stream.of("enableReading", "enableTimeTravel", "permitsAnything"))
                .flatMap(flag -> Stream.of("\"true\"", "\"false\"", "1", "null", "[]", "{}")
                        .map(value -> DynamicTest.dynamicTest(flag + " is " + value, () -> {
                            var json = (ObjectNode) JSON.readTree(BINANCE);
                            json.set(flag, JSON.readTree(value));
                            assertThatThrownBy(() -> inspect(Venues.binance(), 200, json.toString()))
                                    .isInstanceOf(VenueUnavailableException.class)
                                    .hasMessageContaining("a form that is not its own");
                        })));
    }

    @Test
    void inspect_aListThatHoldsEveryAddress_isNoRestriction() {
        for (String everywhere :
                List.of("0.0.0.0/0", "::/0", "198.51.100.7/0", "0.0.0.0", "198.51.100.7,0.0.0.0/0", "::/00")) {
            String list = everywhere.replace(",", "\",\"");
            assertThat(List.of(
                            inspect(Venues.okx(), 200, OKX.replace("\"ip\":\"\"", "\"ip\":\"" + everywhere + "\"")),
                            inspect(Venues.kraken(), 200, KRAKEN.replace("[\"\"]", "[\"" + list + "\"]"))))
                    .as(everywhere)
                    .allMatch(facts ->
                            facts.ips().isKnown() && facts.ips().value().isEmpty());
        }
        assertThat(inspect(Venues.kraken(), 200, KRAKEN.replace("[\"\"]", "[\"198.51.100.0/24\",\"2001:db8::/30\"]"))
                        .ips()
                        .value())
                .isPresent();
    }

    @Test
    void binance_inTheSandbox_knowsTheAccountAndNothingElse() {
        KeyFacts facts = Venues.binance()
                .inspector(Environment.SANDBOX)
                .inspect(request -> request.path().startsWith("/api/")
                        ? new HttpReply(200, "{\"uid\":354937868,\"canTrade\":true}")
                        : new HttpReply(404, ""));

        assertThat(facts.permissions().all(Presence.UNKNOWN)).containsExactly(Permission.values());
        assertThat(facts.venueRights()).isEmpty();
        assertThat(facts.ips().isKnown()).isFalse();
        assertThat(facts.expiry().isKnown()).isFalse();
        assertThat(facts.accountId().value()).contains("354937868");
    }

    @Test
    void sensitiveFields_ofBinance_nameTheSecretOfAKeyThatIsMade() {
        assertThat(Venues.binance().sensitiveFields().parameters()).contains("secretKey");
    }

    @Test
    void okx_readsTheDocumentedReplyOfAMainAccount() {
        KeyFacts facts = inspect(Venues.okx(), 200, OKX);

        assertThat(facts.venueRights()).containsExactlyInAnyOrder("read_only", "trade", "withdraw");
        assertThat(facts.permissions().of(Permission.WITHDRAW)).isEqualTo(Presence.GRANTED);
        assertThat(facts.permissions().of(Permission.ACCOUNT_ADMIN)).isEqualTo(Presence.GRANTED);
        assertThat(facts.permissions().of(Permission.KEY_ADMIN))
                .as("not bound to addresses")
                .isEqualTo(Presence.DENIED);
        assertThat(facts.ips().value()).isEmpty();
        assertThat(inspect(Venues.okx(), 200, OKX.replace("\"ip\":\"\"", "\"ip\":\"198.51.100.7, 2001:db8::1\""))
                        .ips()
                        .value())
                .contains(Set.of("198.51.100.7", "2001:db8::1"));
    }

    @Test
    void kraken_readsTheDocumentedReplyInEitherSpelling() {
        KeyFacts facts = inspect(Venues.kraken(), 200, KRAKEN);
        KeyFacts camel = inspect(
                Venues.kraken(),
                200,
                KRAKEN.replace("ip_allowlist\":[\"\"]", "ipAllowlist\":[\"198.51.100.0/24\"]")
                        .replace("valid_until\":\"0\"", "validUntil\":\"1798761600\""));

        assertThat(facts.permissions().of(Permission.WITHDRAW)).isEqualTo(Presence.GRANTED);
        assertThat(facts.permissions().of(Permission.TRANSFER_INTERNAL)).isEqualTo(Presence.GRANTED);
        assertThat(facts.permissions().of(Permission.ACCOUNT_ADMIN)).isEqualTo(Presence.UNKNOWN);
        assertThat(facts.permissions().of(Permission.WITHDRAW_ADDRESS_ADMIN)).isEqualTo(Presence.DENIED);
        assertThat(facts.expiry().isKnown()).isTrue();
        assertThat(facts.expiry().value()).isEmpty();
        assertThat(facts.ips().value()).isEmpty();
        assertThat(camel.ips().value()).contains(Set.of("198.51.100.0/24"));
        assertThat(camel.expiry().value()).contains(Instant.ofEpochSecond(1798761600));
    }

    @TestFactory
    Stream<DynamicTest> inspect_aReplyWithoutAFieldThatDecides_isUnavailable() {
        Map<VenueDefinition, List<String>> fields = Map.of(
                Venues.binance(), List.of("enableReading", "ipRestrict", "uid"),
                Venues.okx(), List.of("perm", "ip", "uid", "mainUid"),
                Venues.kraken(), List.of("permissions", "iban"));
        return fields.entrySet().stream()
                .flatMap(venue -> venue.getValue().stream()
                        .map(field -> DynamicTest.dynamicTest(venue.getKey().id() + " without " + field, () -> {
                            String reply = REPLIES.get(venue.getKey());
                            String without = without(reply, field);
                            assertThat(without)
                                    .isNotEqualTo(JSON.readTree(reply).toString());
                            assertThatThrownBy(() -> inspect(venue.getKey(), 200, without))
                                    .isInstanceOf(VenueUnavailableException.class)
                                    .hasMessageContaining("a form that is not its own");
                        })));
    }

    private static String without(String reply, String field) throws Exception {
        JsonNode json = JSON.readTree(reply);
        json.findParents(field).forEach(parent -> ((ObjectNode) parent).remove(field));
        return json.toString();
    }

    @Property(tries = 1000)
    void inspect_aReplyCutOrGarbledAnywhere_givesFactsOrAKeyguardException(
            @ForAll @IntRange(max = 600) int at, @ForAll char other, @ForAll boolean cut) {
        REPLIES.forEach((venue, reply) -> {
            int where = at % reply.length();
            String broken = reply.substring(0, where) + (cut ? "" : other + reply.substring(where + 1));
            try {
                KeyFacts facts = inspect(venue, 200, broken);
                // One digit for another is another account.
                if (cut || !Character.isDigit(other)) {
                    assertTellsNoLess(inspect(venue, 200, reply), facts);
                }
            } catch (KeyguardException e) {
                assertThat(e).isInstanceOfAny(VenueUnavailableException.class, VenueRefusedException.class);
                assertThat(e.getMessage()).doesNotContain("354937868", "44705892343619584", "TestKey");
            }
        });
    }

    /** Every variant is an error, or says of no right that the true answer grants or leaves open that it is not there, and of no key that it is bound. */
    @TestFactory
    Stream<DynamicTest> inspect_aMangledAnswer_isAnErrorOrTellsNoLess() {
        String bound = OKX.replace("\"ip\":\"\"", "\"ip\":\"198.51.100.7\"");
        String boundKraken = KRAKEN.replace("[\"\"]", "[\"198.51.100.7\",\"198.51.100.8\"]");
        return Stream.of(
                        Map.entry(Venues.okx(), bound),
                        Map.entry(Venues.kraken(), boundKraken),
                        Map.entry(Venues.okx(), OKX),
                        Map.entry(Venues.kraken(), KRAKEN),
                        Map.entry(Venues.binance(), BINANCE),
                        Map.entry(Venues.binance(), BINANCE.replace("false", "true")))
                .flatMap(sample -> Mangled.variants(sample.getValue())
                        .distinct()
                        .map(answer -> DynamicTest.dynamicTest(
                                "answer " + answer, () -> checkMangled(sample.getKey(), sample.getValue(), answer))));
    }

    private static void checkMangled(VenueDefinition venue, String sample, String answer) throws Exception {
        try {
            KeyFacts told = inspect(venue, 200, answer);
            // Of a list that is shorter by one nobody can tell.
            if (JSON.readTree(answer).findPath("permissions").size()
                    != JSON.readTree(sample).findPath("permissions").size() - 1) {
                assertTellsNoLess(inspect(venue, 200, sample), told);
            }
        } catch (VenueUnavailableException e) {
            assertThat(e).hasMessageNotContaining("none of this").hasNoCause();
        }
    }

    private static void assertTellsNoLess(KeyFacts truth, KeyFacts told) {
        if (truth.ips().isKnown() && truth.ips().value().isEmpty()) {
            assertThat(told.ips().isKnown() && told.ips().value().isPresent()).isFalse();
        }
        if (!told.permissions().unrecognised().isEmpty()) {
            return;
        }
        // At OKX keys without addresses, which are found too wide, make no keys.
        boolean open = told.ips().isKnown() && told.ips().value().isEmpty();
        for (Permission permission : Permission.values()) {
            if (truth.permissions().of(permission) != Presence.DENIED
                    && !(open && permission == Permission.KEY_ADMIN)) {
                assertThat(told.permissions().of(permission))
                        .as(permission.name())
                        .isNotEqualTo(Presence.DENIED);
            }
        }
    }

    /** Of 401 and 403, without a code, no venue says what they mean: anything, and so nothing certain. */
    private static void assertIsNoAnswer(VenueDefinition venue, int status, String body) {
        var thrown = assertThatThrownBy(() -> inspect(venue, status, body)).as("%s %s", venue, status);
        if (status == 401 || status == 403) {
            thrown.isInstanceOfAny(VenueUnavailableException.class, VenueRefusedException.class)
                    .satisfies(e -> assertThat(isDeath(e)).isFalse());
        } else {
            thrown.isInstanceOf(VenueUnavailableException.class);
        }
    }

    private static boolean isDeath(Throwable e) {
        return e instanceof VenueRefusedException refused
                && KeyProbe.ask(
                                calls -> {
                                    throw refused;
                                },
                                request -> new HttpReply(200, ""))
                        == KeyProbe.Answer.DEAD;
    }

    @Property(tries = 300)
    void inspect_anyTextWithAnyStatus_isNoAnswer(
            @ForAll String body, @ForAll @IntRange(min = 200, max = 599) int status) {
        REPLIES.keySet().forEach(venue -> assertIsNoAnswer(venue, status, body));
    }

    /** One by one, as a random status seldom is the one that matters. */
    @Test
    void inspect_noTextWithAnyStatus_isNoAnswer() {
        for (int status = 200; status < 600; status++) {
            for (VenueDefinition venue : REPLIES.keySet()) {
                assertIsNoAnswer(venue, status, "");
            }
        }
    }

    @Test
    void errors_ofTheSheets_meanWhatTheyMean() {
        assertThat(error(Venues.binance(), 401, "{\"code\":-2015,\"msg\":\"canary\"}")
                        .kinds())
                .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.IP, Kind.PERMISSION, Kind.EXPIRED);
        assertThat(error(Venues.binance(), 400, "{\"code\":-1021,\"msg\":\"\"}").kinds())
                .containsExactly(Kind.CLOCK);
        assertThat(error(Venues.binance(), 418, "").kinds()).containsExactly(Kind.RATE);
        assertThat(error(Venues.binance(), 504, "{\"code\":-1007,\"msg\":\"\"}").kinds())
                .containsExactly(Kind.OUTCOME_UNKNOWN);
        assertThat(error(Venues.okx(), 200, "{\"code\":\"50120\",\"msg\":\"\",\"data\":[]}")
                        .kinds())
                .containsExactly(Kind.PERMISSION);
        assertThat(error(Venues.okx(), 200, "{\"code\":\"1\",\"data\":[{\"sCode\":\"51400\"}]}")
                        .code())
                .isEqualTo("51400");
        for (String limit : List.of("59501", "59502", "59503")) {
            VenueError error = error(Venues.okx(), 200, "{\"code\":\"" + limit + "\",\"msg\":\"\"}");
            assertThat(error.code()).isEqualTo(limit);
            assertThat(error.kinds()).containsExactly(Kind.REQUEST);
        }
        assertThat(error(Venues.okx(), 200, "{\"code\":51400,\"msg\":\"\"}").code())
                .isEqualTo("51400");
        assertThat(Venues.okx().errors().classify(new HttpReply(200, "{\"code\":0,\"data\":[]}")))
                .isEmpty();
        Map<String, Set<Kind>> logins = Map.of(
                "60004", Set.of(Kind.CLOCK),
                "60005", Set.of(Kind.BAD_KEY),
                "60006", Set.of(Kind.CLOCK),
                "60007", Set.of(Kind.SIGNATURE),
                "60014", Set.of(Kind.RATE),
                "60024", Set.of(Kind.PASSPHRASE),
                "60032", Set.of(Kind.BAD_KEY, Kind.ENVIRONMENT));
        logins.forEach(
                (code, kinds) -> assertThat(error(Venues.okx(), 200, "{\"event\":\"error\",\"code\":\"" + code + "\"}")
                                .kinds())
                        .isEqualTo(kinds));
        assertThat(error(Venues.okx(), 401, "{\"code\":\"50101\",\"msg\":\"\"}").kinds())
                .containsExactly(Kind.ENVIRONMENT);
        assertThat(error(Venues.kraken(), 200, "{\"error\":[\"EAPI:Invalid key\"]}")
                        .kinds())
                .contains(Kind.BAD_KEY);
        assertThat(error(Venues.kraken(), 200, "{\"error\":[\"EGeneral:Temporary lockout\"]}")
                        .mayBeAuth())
                .isTrue();
        assertThat(error(Venues.kraken(), 520, "<html>").kinds()).contains(Kind.MAINTENANCE);
    }

    @Test
    void errors_thatAreNone_areEmpty() {
        assertThat(Venues.binance().errors().classify(new HttpReply(200, "{\"orderId\":1}")))
                .isEmpty();
        assertThat(Venues.okx().errors().classify(new HttpReply(200, "{\"code\":\"0\",\"data\":[]}")))
                .isEmpty();
        assertThat(Venues.kraken().errors().classify(new HttpReply(200, "{\"error\":[\"WGeneral:Slow\"]}")))
                .isEmpty();
    }

    @Test
    void errors_withACodeThatNobodyKnows_areNotRepeated() {
        REPLIES.keySet().forEach(venue -> {
            String body = switch (venue.id()) {
                case "binance" -> "{\"code\":-987654,\"msg\":\"\"}";
                case "okx" -> "{\"code\":\"canary\",\"msg\":\"\"}";
                default -> "{\"error\":[\"Ecanary\"]}";
            };
            VenueError error = error(venue, 400, body);
            assertThat(error.code()).doesNotContain("canary", "987654");
            assertThat(error.mayBeAuth()).isFalse();
        });
    }

    private static VenueError error(VenueDefinition venue, int status, String body) {
        return venue.errors().classify(new HttpReply(status, body)).orElseThrow();
    }

    @Test
    void servedAt_takesOriginsAlone() {
        for (String bad : List.of(
                "http://venue.example",
                "https://venue.example/path",
                "https://user:pw@venue.example",
                "https://venue.example?x=1",
                "ftp://127.0.0.1",
                "/relative")) {
            assertThatThrownBy(
                            () -> Venues.okx().servedAt(io.keyguard.Environment.PRODUCTION, java.net.URI.create(bad)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Venues.okx()
                        .servedAt(io.keyguard.Environment.STAGING, java.net.URI.create("http://127.0.0.1:1"))
                        .services(io.keyguard.Environment.STAGING)
                        .get(EndpointTable.MAIN))
                .containsExactly(java.net.URI.create("http://127.0.0.1:1"));
    }
}
