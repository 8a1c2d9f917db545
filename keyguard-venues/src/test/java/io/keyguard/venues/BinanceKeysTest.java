/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of Binance's sub-accounts from their making to their end, over HTTP, and answers of other forms from the documentation's samples. */
class BinanceKeysTest {
    private static final String GRID = "grid@example.com";
    private static final String HERE = "127.0.0.1";
    private static final Set<String> SPOT = Set.of("enableReading", "enableSpotAndMarginTrading");
    private static final Set<String> MORE = Set.of("enableReading", "enableSpotAndMarginTrading", "enableFutures");
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(10));

    private final BinanceSimulator binance = BinanceSimulator.start();
    private final VenueDefinition venue = Venues.binance().servedAt(PRODUCTION, binance.uri());
    private final SimulatedKey master = binance.createKey("enableReading", "enableSpotAndMarginTrading");
    private final Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, master);
    private final KeyAdministrator keys = venue.keys().administrator(PRODUCTION).orElseThrow();

    BinanceKeysTest() {
        binance.openSubAccount(GRID);
    }

    @AfterEach
    void close() {
        desk.close();
        binance.close();
    }

    private static KeyOrder.Builder order(String label) {
        return KeyOrder.builder(GRID, label).rights(SPOT).boundTo(Set.of(HERE));
    }

    private NewKey make(String label) {
        return keys.create(desk, order(label).build());
    }

    private ListedKey only() {
        List<ListedKey> listed = keys.list(desk, GRID);
        assertThat(listed).hasSize(1);
        return listed.get(0);
    }

    private KeyProbe.Answer probe(SignedCalls key) {
        return KeyProbe.ask(venue.inspector(PRODUCTION), key);
    }

    @Test
    void key_isMade_works_isListed_changed_andDeleted() {
        NewKey made = make("grid-1");
        try (Desk bot = Desk.of(venue, made, "")) {
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.ACCEPTED);
            ListedKey listed = only();
            assertThat(listed.id()).isEqualTo(made.id());
            assertThat(listed.label()).isEqualTo("grid-1");
            assertThat(listed.rights().value()).contains(SPOT);
            assertThat(listed.ips().value()).contains(Set.of(HERE));
            assertThat(listed.created().value().orElseThrow()).isBetween(Instant.EPOCH, Instant.now());
            assertThat(listed.expiry().isKnown()).isFalse();

            assertThat(keys.modify(desk, GRID, made.id(), MORE, Set.of(HERE, "198.51.100.7")))
                    .isTrue();
            assertThat(only().rights().value()).contains(MORE);
            assertThat(only().ips().value()).contains(Set.of(HERE, "198.51.100.7"));
            assertThat(venue.inspector(PRODUCTION).inspect(bot).venueRights()).isEqualTo(MORE);

            assertThat(keys.delete(desk, GRID, made.id(), Optional.empty())).isTrue();
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.DEAD);
            assertThat(keys.list(desk, GRID)).isEmpty();
            assertThat(keys.delete(desk, GRID, made.id(), Optional.empty())).isFalse();
        }
    }

    /** Setting addresses adds to them here, so that those that are no more wanted have to be taken off. */
    @Test
    void modify_narrowsTheAddresses_andOpensThemOnlyWhenAskedTo() {
        try (NewKey made = make("grid-1")) {
            assertThat(keys.modify(desk, GRID, made.id(), SPOT, Set.of("198.51.100.7", "198.51.100.8")))
                    .isTrue();
            assertThat(only().ips().value()).contains(Set.of("198.51.100.7", "198.51.100.8"));
            keys.modify(desk, GRID, made.id(), SPOT, Set.of("198.51.100.8"));
            assertThat(only().ips().value()).contains(Set.of("198.51.100.8"));
            keys.modify(desk, GRID, made.id(), SPOT, Set.of());
            assertThat(only().ips().isKnown()).isTrue();
            assertThat(only().ips().value()).isEmpty();
        }
    }

    /** The first request has bound the key, whatever becomes of those that follow. */
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4})
    void modify_refusedAfterItsFirstChange_isOfUnknownOutcome(long allowed) {
        try (NewKey made = make("grid-1")) {
            binance.allow(allowed);
            assertThatThrownBy(() -> keys.modify(desk, GRID, made.id(), MORE, Set.of("198.51.100.7")))
                    .isInstanceOf(VenueUnavailableException.class)
                    .hasMessageContaining("by half");
        }
    }

    @Test
    void key_onlyReading_isGivenNothingElse() {
        try (NewKey made = keys.create(desk, KeyOrder.builder(GRID, "reader").build());
                Desk bot = Desk.of(venue, made, "")) {
            assertThat(only().rights().value()).contains(Set.of("enableReading"));
            assertThat(only().ips().value()).isEmpty();
            assertThat(venue.inspector(PRODUCTION).inspect(bot).venueRights()).containsExactly("enableReading");
        }
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }

    /** The secret half never leaves its owner; Binance refuses a public half in the query. */
    @ParameterizedTest
    @EnumSource(names = {"ED25519", "RSA_PKCS1_SHA256"})
    void key_ofAnOwnPair_signsWithWhatBinanceNeverSaw(SignatureAlgorithm algorithm) throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm == SignatureAlgorithm.ED25519 ? "Ed25519" : "RSA")
                .generateKeyPair();
        KeyOrder order = order("own-pair")
                .algorithm(algorithm)
                .publicKey(pem("PUBLIC KEY", pair.getPublic().getEncoded()))
                .build();

        NewKey made = keys.create(desk, order);
        assertThat(made.secret()).isEmpty();
        SecretBytes secret = Desk.box(pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        try (SigningKey key = SigningKey.of(algorithm, SecretEncoding.PEM, made.apiKey(), secret, null, null)) {
            var time = new SigningTime(InstantSource.system());
            SignedCalls bot = request -> {
                try {
                    return HTTP.send(venue.signer(PRODUCTION).sign(request, binance.uri(), key, time));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            };
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.ACCEPTED);
            assertThat(only().id()).isEqualTo(made.id());
        }
    }

    @Test
    void list_hasEveryPage_andDeleteEndsThatKeyAlone() {
        var ids = new ArrayList<VenueKeyId>();
        for (int n = 0; n < 205; n++) {
            try (NewKey made = make("grid-" + n)) {
                ids.add(made.id());
            }
        }
        // Each key's addresses are asked for by themselves.
        assertThat(keys.list(desk, GRID)).extracting(ListedKey::id).containsExactlyElementsOf(ids);

        assertThat(keys.delete(desk, GRID, ids.get(204), Optional.empty())).isTrue();
        assertThat(keys.delete(desk, GRID, VenueKeyId.of("binance", "nobody's"), Optional.empty()))
                .isFalse();
        assertThat(keys.list(desk, GRID)).extracting(ListedKey::id).containsExactlyElementsOf(ids.subList(0, 204));
    }

    @Test
    void newKey_isNotKnownAtOnce_andADeletedOneWorksOn() {
        binance.newKeysUnknownFor(1);
        binance.deletedKeysWorkFor(2);
        NewKey made = make("slow");
        try (Desk bot = Desk.of(venue, made, "")) {
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.DEAD);
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.ACCEPTED);
            keys.delete(desk, GRID, made.id(), Optional.empty());
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.ACCEPTED);
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.DEAD);
        }
    }

    @Test
    void create_beyondTheQuota_isADefiniteRefusal() {
        binance.quota(1);
        make("first").close();

        var refused = catchThrowableOfType(VenueRefusedException.class, () -> make("second"));
        assertThat(refused.kinds()).containsExactly(Kind.REQUEST);
        assertThat(keys.list(desk, GRID)).hasSize(1);
    }

    @Test
    void create_withoutTheRight_isADefiniteRefusal() {
        master.rights("enableReading");

        var refused = catchThrowableOfType(VenueRefusedException.class, () -> make("first"));
        assertThat(refused.kinds()).contains(Kind.PERMISSION);
    }

    static Stream<KeyOrder> impossible() {
        return Stream.of(
                order("ok").rights(Set.of("enableReading", "enableWithdrawals")).build(),
                order("ok").rights(Set.of("enableFixApiTrade")).build(),
                order("ok").algorithm(SignatureAlgorithm.ED25519).build(),
                order("ok").algorithm(SignatureAlgorithm.HMAC_SHA512).build(),
                order("ok").publicKey("synthetic").build(),
                order("not a label").build(),
                order("ok").boundTo(Set.of("x".repeat(501))).build(),
                KeyOrder.builder("", "ok").build());
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void create_ofWhatTheApiCannot_isRefusedWithoutAsking(KeyOrder order) {
        SignedCalls nobody = request -> {
            throw new AssertionError("asked " + request);
        };
        assertThatThrownBy(() -> keys.create(nobody, order)).isInstanceOf(VenueRefusedException.class);
    }

    /** Whether a key was made is not known, so nothing claims that none was. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DOUBLED")
    void create_withoutAnAnswerThatCanBeRead_isOfUnknownOutcome(Fault fault) {
        binance.failNext(1, fault);

        assertThatThrownBy(() -> make("first")).isInstanceOf(VenueUnavailableException.class);
        assertThat(keys.list(desk, GRID)).hasSize(fault == Fault.LOST_ANSWER ? 1 : 0);
    }

    @Test
    void create_doubledOnTheWay_leavesTwoListedKeysOfTheLabel() {
        binance.failNext(1, Fault.DOUBLED);

        NewKey made = make("twice");
        made.close();
        assertThat(keys.list(desk, GRID)).extracting(ListedKey::label).containsExactly("twice", "twice");
        assertThat(keys.list(desk, GRID)).extracting(ListedKey::id).contains(made.id());
    }

    @Test
    void changes_withoutAnAnswer_areOfUnknownOutcome() {
        try (NewKey made = make("first")) {
            for (Fault fault : List.of(Fault.MAINTENANCE, Fault.TRUNCATED, Fault.NOT_JSON, Fault.OTHER_JSON)) {
                binance.failNext(1, fault);
                assertThatThrownBy(() -> keys.list(desk, GRID)).isInstanceOf(VenueUnavailableException.class);
                binance.failNext(1, fault);
                assertThatThrownBy(() -> keys.delete(desk, GRID, made.id(), Optional.empty()))
                        .isInstanceOf(VenueUnavailableException.class);
                binance.failNext(1, fault);
                assertThatThrownBy(() -> keys.modify(desk, GRID, made.id(), MORE, Set.of(HERE)))
                        .isInstanceOf(VenueUnavailableException.class);
            }
            assertThat(only().rights().value()).contains(SPOT);
        }
    }

    @Test
    void modify_ofWhatTheApiCannotOrOfNobodysKey_changesNothing() {
        try (NewKey made = make("first")) {
            assertThat(keys.modify(desk, GRID, made.id(), Set.of("enableWithdrawals"), Set.of(HERE)))
                    .isFalse();
            var stranger = VenueKeyId.of("binance", "nobody's");
            assertThatThrownBy(() -> keys.modify(desk, GRID, stranger, MORE, Set.of()))
                    .isInstanceOf(VenueRefusedException.class)
                    .hasMessageContaining(stranger.value());
            assertThat(only().rights().value()).contains(SPOT);
            assertThat(only().ips().value()).contains(Set.of(HERE));
        }
    }

    // What is in the answers. Samples: developers.binance.com, sub-account, API management.

    private static final String KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";
    private static final String SECRET = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    private static final String MADE = "{\"apiName\":\"myKey\",\"apiKey\":\"" + KEY + "\",\"secretKey\":\"" + SECRET
            + "\",\"canTrade\":true,\"canMarginLoanRepay\":false,\"canFuturesTrade\":false,\"canUniversalTransfer\":false,"
            + "\"canVanillaOptions\":false,\"status\":2,\"ipList\":[\"192.168.1.1\",\"10.0.0.1\"]}";
    private static final String ROW = "{\"email\":\"" + GRID + "\",\"apiName\":\"myKey\",\"apikey\":\"" + KEY
            + "\",\"canTrade\":true,\"canMarginLoanRepay\":false,\"canFuturesTrade\":false,\"canUniversalTransfer\":false,"
            + "\"canVanillaOptions\":false,\"timestamp\":1698645219000}";
    private static final String LIST = "{\"total\":1,\"rows\":[" + ROW + "]}";
    private static final String ADDRESSES =
            "{\"ipRestrict\":\"true\",\"ipList\":[\"69.210.67.14\"],\"updateTime\":1636371437000," + "\"apiKey\":\""
                    + KEY + "\"}";

    /** Answers by path, and remembers the answers that it gave. */
    private static final class Scripted implements SignedCalls {
        private final Map<String, String> answers = new HashMap<>();
        private final List<HttpReply> given = new ArrayList<>();
        private int status = 200;

        Scripted answer(String path, String json) {
            answers.put(path, json);
            return this;
        }

        @Override
        public HttpReply call(VenueRequest request) {
            var reply = new HttpReply(status, answers.getOrDefault(request.path(), "{}"));
            given.add(reply);
            return reply;
        }
    }

    private static Scripted making(String json) {
        return new Scripted().answer("/sapi/v2/sub-account/subAccountApi", json);
    }

    private static Scripted listing(String list, String addresses) {
        return new Scripted()
                .answer("/sapi/v1/sub-account/subAccountApi", list)
                .answer("/sapi/v1/sub-account/subAccountApi/ipRestriction", addresses);
    }

    @Test
    void sample_ofANewKey_isReadAndWiped() {
        Scripted venue = making(MADE);
        try (NewKey made = keys.create(venue, order("myKey").build())) {
            assertThat(made.id()).isEqualTo(VenueKeyId.of("binance", KEY));
            assertThat(text(made.secret().orElseThrow())).isEqualTo(SECRET);
            assertThat(text(made.apiKey())).isEqualTo(KEY);
            assertThat(made.toString()).doesNotContain(KEY).doesNotContain(SECRET);
            assertThat(venue.given.get(0).bytes()).containsOnly(0);
        }
    }

    private static String text(SecretBytes secret) {
        return secret.lend(
                InsecureSecretAccess.get(),
                bytes -> StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
    }

    static Stream<String> notNewKeys() {
        return Stream.of(
                "",
                "{}",
                "[]",
                "null",
                MADE.substring(0, MADE.length() / 2),
                MADE + MADE,
                MADE.replace("\"apiKey\"", "\"other\""),
                MADE.replace("\"secretKey\"", "\"other\""),
                MADE.replace("\"" + SECRET + "\"", "\"\""),
                MADE.replace("\"" + SECRET + "\"", "12"),
                MADE.replace("\"" + KEY + "\"", "\"\""),
                MADE.replace("\"" + KEY + "\"", "{}"));
    }

    @ParameterizedTest
    @MethodSource("notNewKeys")
    void answer_thatIsNoNewKey_isOfUnknownOutcome_wiped_andNotRepeated(String json) {
        Scripted venue = making(json);

        Throwable thrown =
                catchThrowable(() -> keys.create(venue, order("myKey").build()));

        assertThat(thrown).isInstanceOf(VenueUnavailableException.class);
        assertThat(thrown).hasNoCause();
        assertThat(thrown.toString()).doesNotContain(SECRET.substring(0, 12)).doesNotContain(KEY.substring(0, 12));
        assertThat(HexFormat.of().formatHex(venue.given.get(0).bytes())).matches("(00)*");
    }

    /** Binance says of 5XX that the outcome is unknown, whatever the code. */
    @ParameterizedTest
    @ValueSource(ints = {-1000, -1001, -1006, -1007, -1008, -1016})
    void code_ofUnknownOutcome_isNoRefusal(int code) {
        Scripted venue = making("{\"code\":" + code + ",\"msg\":\"" + SECRET + "\"}");
        venue.status = 400;

        Throwable thrown =
                catchThrowable(() -> keys.create(venue, order("myKey").build()));
        assertThat(thrown).isInstanceOf(VenueUnavailableException.class);
        assertThat(thrown.toString()).doesNotContain(SECRET);

        Scripted failing = making("{\"code\":-9000,\"msg\":\"\"}");
        failing.status = 500;
        assertThatThrownBy(() -> keys.create(failing, order("myKey").build()))
                .isInstanceOf(VenueUnavailableException.class);
    }

    @Test
    void sample_ofTheList_isRead() {
        List<ListedKey> listed = keys.list(listing(LIST, ADDRESSES), GRID);

        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).rights().value()).contains(SPOT);
        assertThat(listed.get(0).ips().value()).contains(Set.of("69.210.67.14"));
        assertThat(listed.get(0).created().value()).contains(Instant.ofEpochMilli(1698645219000L));
        assertThat(listed.toString()).doesNotContain(KEY);
    }

    @Test
    void list_withAFlagThatNobodyKnows_showsIt_andSuchAKeyIsNotChanged() {
        Scripted venue = listing(LIST.replace("\"timestamp\"", "\"canFixApiTrading\":true,\"timestamp\""), ADDRESSES);

        assertThat(keys.list(venue, GRID).get(0).rights().value().orElseThrow()).contains("canFixApiTrading");
        assertThat(keys.modify(venue, GRID, VenueKeyId.of("binance", KEY), SPOT, Set.of()))
                .isFalse();
    }

    @Test
    void list_withoutAFlag_saysThatTheRightsAreNotKnown() {
        Scripted venue = listing(LIST.replace("\"canFuturesTrade\":false,", ""), ADDRESSES);

        assertThat(keys.list(venue, GRID).get(0).rights().isKnown()).isFalse();
        assertThat(keys.list(listing(LIST.replace(",\"timestamp\":1698645219000", ""), ADDRESSES), GRID)
                        .get(0)
                        .created()
                        .isKnown())
                .isFalse();
    }

    static Stream<Scripted> notLists() {
        return Stream.of(
                listing("{}", ADDRESSES),
                listing("[]", ADDRESSES),
                listing("{\"rows\":[]}", ADDRESSES),
                listing("{\"total\":2,\"rows\":[]}", ADDRESSES),
                listing("{\"total\":\"1\",\"rows\":[" + ROW + "]}", ADDRESSES),
                listing("{\"total\":1,\"rows\":{}}", ADDRESSES),
                listing("{\"total\":1,\"rows\":[null]}", ADDRESSES),
                listing(LIST.replace("\"apikey\"", "\"other\""), ADDRESSES),
                listing(LIST.replace(KEY, "short"), ADDRESSES),
                listing(LIST.replace(GRID, "other@example.com"), ADDRESSES),
                listing(LIST.replace("\"canTrade\":true", "\"canTrade\":\"true\""), ADDRESSES),
                listing(LIST.replace("1698645219000", "\"yesterday\""), ADDRESSES),
                listing(LIST, "{}"),
                listing(LIST, ADDRESSES.replace("\"true\"", "\"perhaps\"")),
                listing(LIST, ADDRESSES.replace("[\"69.210.67.14\"]", "null")),
                listing(LIST, ADDRESSES.replace("\"69.210.67.14\"", "7")));
    }

    @ParameterizedTest
    @MethodSource("notLists")
    void answer_thatIsNoList_inventsNoKey(Scripted venue) {
        Throwable thrown = catchThrowable(() -> keys.list(venue, GRID));

        assertThat(thrown).isInstanceOf(VenueUnavailableException.class);
        assertThat(thrown.toString()).doesNotContain(KEY);
    }

    /** "Done" is not enough: what the venue shows afterwards decides. */
    @Test
    void modify_afterWhichOtherAddressesOrRightsAreShown_isOfUnknownOutcome() {
        Scripted venue = listing(LIST, ADDRESSES);
        VenueKeyId id = VenueKeyId.of("binance", KEY);
        assertThatThrownBy(() -> keys.modify(venue, GRID, id, SPOT, Set.of("198.51.100.7")))
                .isInstanceOf(VenueUnavailableException.class);

        venue.answer(
                "/sapi/v1/sub-account/subAccountApiPermission", ROW.replace("\"canTrade\":true", "\"canTrade\":false"));
        assertThatThrownBy(() -> keys.modify(venue, GRID, id, SPOT, Set.of("69.210.67.14")))
                .isInstanceOf(VenueUnavailableException.class);
        venue.answer("/sapi/v1/sub-account/subAccountApiPermission", ROW);
        assertThat(keys.modify(venue, GRID, id, SPOT, Set.of("69.210.67.14"))).isTrue();
    }

    @Test
    void steps_nameLabelRightsAndAddresses() {
        KeyOrder order = order("grid-7").build();

        assertThat(String.join("\n", venue.keys().stepsToCreate(order)))
                .contains("grid-7", GRID, HERE, "enableSpotAndMarginTrading", "HMAC_SHA256")
                .doesNotContain("{", "}");
        assertThat(String.join("\n", venue.keys().stepsToDelete("grid-7"))).contains("grid-7");
    }

    @Test
    void clock_tellsTheVenuesTime() {
        var clock = venue.clock().orElseThrow();

        assertThat(clock.path()).isEqualTo("/api/v3/time");
        assertThat(clock.read(new HttpReply(200, "{\"serverTime\":1499827319559}")))
                .isEqualTo(Instant.ofEpochMilli(1499827319559L));
        for (String other : List.of("{}", "{\"serverTime\":\"soon\"}", "[]", "{\"serverTime\":-1}", "")) {
            assertThatThrownBy(() -> clock.read(new HttpReply(200, other)))
                    .isInstanceOf(VenueUnavailableException.class);
        }
    }
}
