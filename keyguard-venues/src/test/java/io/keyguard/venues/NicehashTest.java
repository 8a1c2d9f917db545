/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_HASHPOWER;
import static io.keyguard.Permission.WITHDRAW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.KeyguardException;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.Permission;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.ScopedKey;
import io.keyguard.VenueUnavailableException;
import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.Signal;
import io.keyguard.incident.AccountSnapshot;
import io.keyguard.incident.Reconciliation;
import io.keyguard.inventory.SignedOrders;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.testkit.venue.NicehashSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Balance;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.Payout;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures, orders, destinations and errors of NiceHash. */
class NicehashTest {
    private static final VenueDefinition VENUE = Venues.nicehash();
    private static final String ORGANISATION = "da41b3bc-3d0b-4226-b7ea-aee73f94a518";
    private static final String KEY = "4ebd366d-76f4-4400-a3b6-e51515d054d6";

    private static SigningKey key() {
        return SigningKey.of(
                        SignatureAlgorithm.HMAC_SHA256,
                        SecretEncoding.TEXT,
                        Desk.box(KEY),
                        Desk.box(Vectors.read("nicehash").get("secret")),
                        null,
                        null)
                .forAccount(ORGANISATION);
    }

    @Test
    void sign_theMessageOfTheVector_givesItsSignature() {
        Map<String, String> vector = Vectors.read("nicehash");
        try (SigningKey key = key()) {
            assertThat(key.sign(vector.get("message").replace('|', '\0').getBytes(UTF_8)))
                    .isEqualTo(HexFormat.of().parseHex(vector.get("hex")));
        }
        assertThat(vector).containsKeys("source", "status");
    }

    /** The official example but for its nonce, which is ours: what is signed is put together as it says. */
    @Test
    void sign_aRead_isTheOfficialExampleWithAnotherNonce() {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1543597115712L)));
        try (SigningKey key = key()) {
            SignedRequest signed = VENUE.signer(Environment.PRODUCTION)
                    .sign(
                            VenueRequest.get("/main/api/v2/hashpower/orderBook")
                                    .param("algorithm", "X16R")
                                    .param("page", "0")
                                    .param("size", "100"),
                            URI.create("https://api2.nicehash.com"),
                            key,
                            time);
            String nonce = signed.headers().get("X-Nonce");
            String message = Vectors.read("nicehash")
                    .get("message")
                    .replace("9675d0f8-1325-484b-9594-c9d6d3268890", nonce)
                    .replace('|', '\0');

            assertThat(signed.uri())
                    .hasToString(
                            "https://api2.nicehash.com/main/api/v2/hashpower/orderBook?algorithm=X16R&page=0&size=100");
            assertThat(signed.headers())
                    .containsEntry("X-Time", "1543597115712")
                    .containsEntry("X-Organization-Id", ORGANISATION)
                    .containsEntry("X-Auth", KEY + ":" + HexFormat.of().formatHex(key.sign(message.getBytes(UTF_8))));
            assertThat(signed.headers().get("X-Nonce")).hasSizeLessThanOrEqualTo(36);
            assertThat(signed.body()).isEmpty();
        }
    }

    @Test
    void sign_aDocument_isSignedAndSentByteForByte_behindAnEmptyQuery() {
        var time = new SigningTime(InstantSource.fixed(Instant.ofEpochMilli(1543597115712L)));
        String document = "{ \"amount\" : 0.005, \"x\":\"\u00e9\" }";
        try (SigningKey key = key()) {
            SignedRequest signed = VENUE.signer(Environment.PRODUCTION)
                    .sign(
                            VenueRequest.post("/main/api/v2/hashpower/order/1a/refill")
                                    .json(document),
                            URI.create("https://api2.nicehash.com"),
                            key,
                            time);
            String message = String.join(
                    "\0",
                    KEY,
                    "1543597115712",
                    signed.headers().get("X-Nonce"),
                    "",
                    ORGANISATION,
                    "",
                    "POST",
                    "/main/api/v2/hashpower/order/1a/refill",
                    "",
                    document);

            assertThat(signed.text()).isEqualTo(document);
            assertThat(signed.headers().get("X-Auth"))
                    .endsWith(HexFormat.of().formatHex(key.sign(message.getBytes(UTF_8))));
        }
    }

    private static Desk desk(NicehashSimulator venue, SimulatedKey key) {
        return Desk.of(VENUE.servedAt(Environment.PRODUCTION, venue.uri()), venue, key);
    }

    private static VenueRequest pool(String host) {
        return VenueRequest.post("/main/api/v2/pool")
                .json(
                        "{\"id\":\"11111111-2222-3333-4444-555555555555\",\"name\":\"ours\",\"algorithm\":\"SHA256\",\"stratumHostname\":\""
                                + host + "\",\"stratumPort\":3333,\"username\":\"farm1\",\"password\":\"x\"}");
    }

    private static final VenueRequest ORDER = VenueRequest.post("/main/api/v2/hashpower/order")
            .json("{\"market\":\"EU\",\"algorithm\":\"SHA256\",\"amount\":0.005,\"price\":0.5,\"limit\":0.01,"
                    + "\"poolId\":\"11111111-2222-3333-4444-555555555555\",\"type\":\"STANDARD\"}");

    @Test
    void account_tellsOrdersBalancesMovementsAndWhereTheyGo() {
        try (NicehashSimulator venue = NicehashSimulator.start();
                Desk desk = desk(venue, venue.createKey("VBTD", "VHOR", "PRCO", "MAPO", "WIFU"))) {
            VenueDefinition there = VENUE.servedAt(Environment.PRODUCTION, venue.uri());
            var account = there.account();
            desk.call(pool("pool.example"));
            desk.call(ORDER);
            desk.call(ORDER);
            String deposit = venue.deposit("BTC", "100", "elsewhere");
            Set<Permission> markets = Set.of(TRADE_HASHPOWER);

            assertThat(account.openOrders(desk, markets)).hasSize(2);
            assertThat(account.openOrders(desk, Set.of())).isEmpty();
            assertThat(account.balances(desk, markets))
                    .extracting(Balance::total)
                    .containsExactly(new BigDecimal("110"));
            Instant from = Instant.now().minusSeconds(60);
            assertThat(account.movements(
                                    desk,
                                    Movement.Kind.DEPOSIT,
                                    from,
                                    Instant.now().plusSeconds(60))
                            .value()
                            .orElseThrow())
                    .extracting(Movement::id)
                    .containsExactly(deposit);
            List<Payout> before = account.payouts(desk).value().orElseThrow();
            assertThat(before).hasSize(5);
            String saved = before.get(0).destination();
            assertThat(before).extracting(Payout::terms).contains("pool.example:3333 farm1");
            AccountSnapshot good = AccountSnapshot.take(account, desk, markets, Instant.EPOCH);

            desk.call(VenueRequest.post("/main/api/v2/accounting/withdrawal")
                    .json("{\"currency\":\"BTC\",\"amount\":\"0.5\",\"withdrawalAddressId\":\"" + saved + "\"}"));
            assertThat(account.movements(
                                    desk,
                                    Movement.Kind.WITHDRAWAL,
                                    from,
                                    Instant.now().plusSeconds(60))
                            .value()
                            .orElseThrow())
                    .singleElement()
                    .satisfies(movement -> {
                        assertThat(movement.amount()).isEqualByComparingTo("-0.5");
                        assertThat(movement.counterparty()).isEqualTo(saved);
                    });
            // Running orders are redirected by a change of their pool.
            desk.call(pool("thief.example"));
            var nothing = new Reconciliation.Between(
                    Observed.of(List.of()), true, Observed.of(List.of()), id -> true, SignedOrders.Answer.NONE, true);
            assertThat(Reconciliation.of(good, AccountSnapshot.take(account, desk, markets, Instant.EPOCH), nothing)
                            .open())
                    .anyMatch(line -> line.contains("thief.example:3333"));

            there.emergency().cancelAll(desk, markets);
            assertThat(account.openOrders(desk, markets)).isEmpty();
            assertThat(there.emergency().deadManSwitch(TRADE_HASHPOWER, Duration.ofMinutes(1)))
                    .isEmpty();
            assertThat(venue.stats().rejections()).isEmpty();
        }
    }

    /** The pool keeps its id, which is pinned, and goes elsewhere. */
    @Test
    void hashpower_thatIsRedirectedByAChangeOfItsPool_rings() {
        try (NicehashSimulator venue = NicehashSimulator.start();
                Desk desk = desk(venue, venue.createKey("VBTD", "VHOR", "PRCO", "MAPO"))) {
            var account = VENUE.servedAt(Environment.PRODUCTION, venue.uri()).account();
            desk.call(pool("pool.example"));
            desk.call(ORDER);
            List<Payout> before = account.payouts(desk).value().orElseThrow();
            for (boolean pins : new boolean[] {true, false}) {
                var alarms = new ArrayList<Alarm>();
                AccountWatch.Builder builder = AccountWatch.of(Nicehash.ID, "main", VENUE.clientOrderIds())
                        .onAlarm(alarms::add);
                if (pins) {
                    builder.pinPayout(before.stream().map(Payout::destination).toArray(String[]::new));
                }
                AccountWatch watch = builder.build();
                desk.call(pool("pool.example"));
                watch.payouts(account.payouts(desk).value().orElseThrow());
                assertThat(alarms).isEmpty();

                desk.call(pool("thief.example"));
                watch.payouts(account.payouts(desk).value().orElseThrow());
                assertThat(alarms).singleElement().satisfies(alarm -> {
                    assertThat(alarm.signal()).isEqualTo(Signal.FOREIGN_PAYOUT);
                    assertThat(alarm.toString()).contains("thief.example:3333 farm1");
                });
            }
        }
    }

    @Test
    void account_mangled_isAnErrorAndNeverLess() {
        try (NicehashSimulator venue = NicehashSimulator.start();
                Desk desk = desk(venue, venue.createKey("VBTD", "VHOR", "PRCO", "MAPO"))) {
            var account = VENUE.servedAt(Environment.PRODUCTION, venue.uri()).account();
            desk.call(pool("pool.example"));
            desk.call(ORDER);
            Tampering listening = Tampering.listening(desk);
            account.payouts(listening);
            account.balances(listening, Set.of());
            for (String field : listening.fields()) {
                try {
                    assertThat(account.payouts(Tampering.without(desk, field))
                                    .value()
                                    .orElseThrow())
                            .hasSize(3);
                    assertThat(account.balances(Tampering.without(desk, field), Set.of()))
                            .hasSize(1);
                } catch (KeyguardException e) {
                    assertThat(e).isInstanceOf(VenueUnavailableException.class);
                }
            }
        }
    }

    @Test
    void inspect_knowsThatItReads_andNothingOfWhatElseItCanDo() {
        try (NicehashSimulator venue = NicehashSimulator.start()) {
            SimulatedKey key = venue.createKey("VBTD", "WIFU");
            var inspector = VENUE.servedAt(Environment.PRODUCTION, venue.uri()).inspector(Environment.PRODUCTION);
            try (Desk desk = desk(venue, key)) {
                KeyFacts facts = inspector.inspect(desk);
                assertThat(facts.permissions().all(Presence.GRANTED)).containsExactly(READ_ACCOUNT);
                assertThat(facts.permissions().of(WITHDRAW)).isEqualTo(Presence.UNKNOWN);
                assertThat(facts.permissions().of(Permission.TRADE_OPTIONS)).isEqualTo(Presence.DENIED);
                assertThat(facts.accountId().value()).contains(ORGANISATION);
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
                key.revoke();
                try (Desk witness = desk(venue, venue.createKey("VBTD"))) {
                    // 401 may mean the clock and the nonce as well.
                    assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.UNKNOWN);
                    assertThat(KeyProbe.askBeside(inspector, VENUE.requestLife(), desk, witness))
                            .isEqualTo(KeyProbe.Answer.DEAD);
                }
            }
            try (Desk blind = desk(venue, venue.createKey("PRCO"))) {
                assertThatThrownBy(() -> inspector.inspect(blind))
                        .isInstanceOf(io.keyguard.VenueRefusedException.class);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"429, RATE", "400, REQUEST", "404, REQUEST"})
    void error_means(int status, Kind kind) {
        assertThat(VENUE.errors()
                        .classify(new HttpReply(
                                status, "{\"error_id\":\"e\",\"errors\":[{\"code\":7,\"message\":\"canary\"}]}"))
                        .orElseThrow()
                        .kinds())
                .containsExactly(kind);
    }

    @Test
    void error_thatIsAmbiguous_staysSo() {
        var errors = VENUE.errors();
        assertThat(errors.classify(new HttpReply(401, "")).orElseThrow().kinds())
                .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.NONCE);
        assertThat(errors.classify(new HttpReply(403, "")).orElseThrow().kinds())
                .containsExactlyInAnyOrder(Kind.PERMISSION, Kind.IP, Kind.BAD_KEY);
        assertThat(errors.classify(new HttpReply(500, "{\"errors\":[]}"))
                        .orElseThrow()
                        .kinds())
                .containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
        assertThat(errors.classify(new HttpReply(200, "{\"errors\":[]}"))
                        .orElseThrow()
                        .kinds())
                .containsExactly(Kind.REQUEST);
        assertThat(errors.classify(new HttpReply(200, "{\"list\":[]}"))).isEmpty();
    }

    @Test
    void steps_nameEverythingThatIsToBeDone() {
        var order = KeyOrder.builder("farm-account", "buyer_1")
                .rights(Set.of("VBTD", "PRCO"))
                .boundTo(Set.of("203.0.113.7"))
                .build();
        assertThat(String.join("\n", VENUE.keys().stepsToCreate(order)))
                .contains("farm-account", "buyer_1", "203.0.113.7", "PRCO", "HMAC_SHA256")
                .doesNotContain("{");
        assertThat(String.join("\n", VENUE.keys().stepsToDelete("buyer_1"))).contains("buyer_1");
        assertThat(VENUE.rights().smallestKeyFor(Set.of(READ_ACCOUNT, TRADE_HASHPOWER)))
                .containsExactly("VBTD", "VHOR", "VMDS", "PRCO", "ELCO");
    }

    @TempDir
    private Path folder;

    private Keyguard start(NicehashSimulator venue, SimulatedKey key, Grant grant, String accountId, String name) {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(venue.toApiKey("buyer-key", key)
                    .accountId(accountId)
                    .strategies(Set.of("buyer"))
                    .build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(VENUE.servedAt(Environment.PRODUCTION, venue.uri()))
                .grant("buyer", grant)
                .policy(KeyPolicy.strict().fromAnyAddress())
                .start();
    }

    /** From the vault to an order, which goes to the pinned pool and nowhere else. */
    @Test
    void bot_buysForThePinnedPoolAlone() throws Exception {
        try (NicehashSimulator venue = NicehashSimulator.start()) {
            try (Desk desk = desk(venue, venue.createKey("MAPO"))) {
                desk.call(pool("pool.example"));
            }
            SimulatedKey key = venue.createKey("VBTD", "VHOR", "PRCO", "ELCO");
            Grant grant = Grant.on("nicehash", "main").allow(READ_ACCOUNT, TRADE_HASHPOWER);
            assertThatThrownBy(() -> start(venue, key, grant, ORGANISATION, "blind"))
                    .isInstanceOf(LeastPrivilegeException.class)
                    .hasMessageContaining("WITHDRAW");
            Grant inWords = grant.acceptUnknown("ticked by hand, looked up", Permission.values())
                    .pinPayout("11111111-2222-3333-4444-555555555555");
            try (Keyguard keyguard = start(venue, key, inWords, ORGANISATION, "seeing")) {
                ScopedKey buyer = keyguard.forStrategy("buyer").get(KeyScope.of("nicehash", "main", TRADE_HASHPOWER));
                assertThat(HttpTransport.jdk(Duration.ofSeconds(10))
                                .send(buyer.sign(ORDER))
                                .body())
                        .contains("ACTIVE");
                VenueRequest elsewhere = VenueRequest.post("/main/api/v2/hashpower/order")
                        .json(ORDER.json().orElseThrow().replace("11111111", "99999999"));
                assertThatThrownBy(() -> buyer.sign(elsewhere))
                        .isInstanceOf(KeyScopeException.class)
                        .hasMessageContaining("pinned to 111111");
                assertThat(keyguard.health().clocks()).hasSize(1);
            }
            assertThatThrownBy(() -> start(venue, key, inWords, null, "nameless"))
                    .isInstanceOf(KeyguardException.class)
                    .hasMessageContaining("account id");
            assertThat(venue.stats().ordersPlaced()).isEqualTo(1);
        }
    }
}
