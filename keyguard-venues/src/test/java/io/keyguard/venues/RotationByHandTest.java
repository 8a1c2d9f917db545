/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Grant;
import io.keyguard.KeyId;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.RotationException;
import io.keyguard.StateDirectory;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.rotation.RotationPlan;
import io.keyguard.rotation.RotationState;
import io.keyguard.rotation.RotationStatus;
import io.keyguard.rotation.Rotations;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BitfinexSimulator;
import io.keyguard.testkit.venue.BitstampSimulator;
import io.keyguard.testkit.venue.CryptoComSimulator;
import io.keyguard.testkit.venue.GeminiSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.RotationPlaces.Orders;
import io.keyguard.venues.RotationPlaces.Place;
import io.keyguard.venues.Traffic.Sent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A key is rotated while a strategy trades with it, at venues where a person makes the new key and deletes the old one, as the steps on the page say. */
class RotationByHandTest {
    private static final KeyId BOT = KeyId.of("bot");
    private static final String STRATEGY = "grid";
    private static final int ORDERS = 3;
    private static final VaultOptions CHEAP = VaultOptions.defaults().insecureCostForTests();
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(60));

    @TempDir
    private Path folder;

    /**
     * A venue, and a person who makes keys there.
     *
     * @param less a key of fewer rights than are needed, where the venue tells; none where it does not
     */
    record Hand(Place place, Function<String[], SimulatedKey> make, String[] rights, String[] less) {
        SimulatedKey key() {
            return make.apply(rights).boundTo(RotationPlaces.HERE);
        }

        @Override
        public String toString() {
            return place.toString();
        }
    }

    private static Hand hand(
            VenueDefinition venue,
            VenueSimulator simulator,
            Function<String[], SimulatedKey> make,
            String[] rights,
            String[] less,
            Grant grant,
            Orders orders) {
        var place = new Place(
                venue.servedAt(PRODUCTION, simulator.uri()),
                simulator,
                make.apply(rights),
                "",
                "",
                grant.allow(READ_ACCOUNT, TRADE_SPOT),
                TRADE_SPOT,
                orders,
                null,
                null);
        return new Hand(place, make, rights, less);
    }

    static Stream<Hand> venues() {
        return Stream.of(gemini(), bitfinex(), bitstamp(), cryptoCom());
    }

    private static Hand gemini() {
        GeminiSimulator gemini = GeminiSimulator.start();
        return hand(
                Venues.gemini(),
                gemini,
                gemini::createKey,
                new String[] {"Trader"},
                new String[] {"Auditor"},
                Grant.on("gemini", "main").acceptBundled(TRADE_MARGIN, TRADE_DERIVATIVES, CONVERT, EARN),
                new Orders(
                        number -> VenueRequest.post("/v1/order/new")
                                .param("symbol", "btcusd")
                                .param("amount", "1")
                                .param("price", "100")
                                .param("side", "buy")
                                .param("type", "exchange limit")
                                .param("client_order_id", "o" + number),
                        "\"is_live\":true"));
    }

    private static Hand bitfinex() {
        BitfinexSimulator bitfinex = BitfinexSimulator.start();
        return hand(
                Venues.bitfinex(),
                bitfinex,
                bitfinex::createKey,
                new String[] {
                    "account:read", "history:read", "orders:read", "orders:write", "positions:read", "wallets:read"
                },
                new String[] {"account:read", "orders:read"},
                Grant.on("bitfinex", "main")
                        .acceptBundled(TRADE_MARGIN, TRADE_DERIVATIVES)
                        .acceptUnknown("tokens have no more rights than their key", KEY_ADMIN),
                new Orders(
                        number -> VenueRequest.post("/v2/auth/w/order/submit")
                                .json("{\"cid\":" + number + ",\"type\":\"EXCHANGE LIMIT\",\"symbol\":\"tBTCUST\","
                                        + "\"amount\":\"1\",\"price\":\"100\"}"),
                        "\"SUCCESS\""));
    }

    private static Hand bitstamp() {
        BitstampSimulator bitstamp = BitstampSimulator.start();
        return hand(
                Venues.bitstamp(),
                bitstamp,
                bitstamp::createKey,
                new String[] {"Account balance", "User transactions", "Open orders", "Orders"},
                new String[0],
                Grant.on("bitstamp", "main").acceptUnknown("ticked by hand, looked up", Permission.values()),
                new Orders(
                        number -> VenueRequest.post("/api/v2/buy/btcusd")
                                .param("amount", "1")
                                .param("price", "100")
                                .param("client_order_id", "o" + number),
                        "BTC/USD"));
    }

    private static Hand cryptoCom() {
        CryptoComSimulator cryptoCom = CryptoComSimulator.start();
        return hand(
                Venues.cryptoCom(),
                cryptoCom,
                cryptoCom::createKey,
                new String[] {"Can Read", "Enable Trading"},
                new String[0],
                Grant.on("crypto-com", "main").acceptUnknown("chosen by hand, looked up", Permission.values()),
                new Orders(
                        number -> VenueRequest.post("/exchange/v1/private/create-order")
                                .param("instrument_name", "BTC_USD")
                                .param("side", "BUY")
                                .param("type", "LIMIT")
                                .param("price", "100")
                                .param("quantity", "1")
                                .param("client_oid", "o" + number),
                        "\"code\":0"));
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars("synthetic passphrase".toCharArray());
    }

    private Vault vault(ApiKey key) {
        Path file = folder.resolve("bot.vault");
        try (Vault vault = Vault.create(file, passphrase(), CHEAP);
                key) {
            vault.add(key);
        }
        return Vault.open(file, passphrase(), CHEAP);
    }

    private static ApiKey stored(Hand hand, SimulatedKey key) {
        return hand.place()
                .simulator()
                .toApiKey(BOT.value(), key)
                .strategies(Set.of(STRATEGY))
                .build();
    }

    private Keyguard bot(Hand hand) {
        return Keyguard.builder()
                .state(StateDirectory.at(folder.resolve("state")))
                .source(Vault.open(folder.resolve("bot.vault"), passphrase(), CHEAP))
                .venues(hand.place().venue())
                .overlap(Duration.ofMillis(200))
                .grant(STRATEGY, hand.place().grant())
                .policy(KeyPolicy.strict().ofAnyAge().fromAnyAddress())
                .start();
    }

    private static void enter(Rotations rotations, Hand hand, SimulatedKey made) {
        try (ApiKey typed = stored(hand, made)) {
            rotations.enter(BOT, typed);
        }
    }

    @ParameterizedTest
    @MethodSource("venues")
    void rotate_byAPerson_refusesNoOrder_andTheOldKeyIsDead(Hand hand) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        SimulatedKey first = hand.key();
        try (VenueSimulator simulator = hand.place().simulator();
                Vault vault = vault(stored(hand, first));
                Keyguard bot = bot(hand);
                var traffic = new Traffic()) {
            traffic.overHttp(STRATEGY, bot.forStrategy(STRATEGY), hand.place(), HTTP);
            traffic.awaitOrders(ORDERS);
            Rotations rotations = Rotations.builder(folder.resolve("state"), vault)
                    .venues(hand.place().venue())
                    .transport(HTTP)
                    .build();
            RotationStatus status = rotations.run(RotationPlan.of(BOT, Set.of(READ_ACCOUNT, TRADE_SPOT))
                    .made(RotationPlan.Making.BY_OPERATOR)
                    .overlap(Duration.ZERO));
            // A question may cross an order's nonce, and is asked again.
            while (status.state() == RotationState.PLANNED) {
                traffic.awaitOrders(1);
                status = rotations.resume(BOT);
            }
            assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.AWAITING_OPERATOR);
            assertThat(status.todo())
                    .as("steps, with the rights to tick")
                    .anyMatch(step -> hand.place().venue().rights().smallestKeyFor(Set.of(TRADE_SPOT)).stream()
                            .filter(right -> !right.equals("connection"))
                            .allMatch(step::contains));
            assertRefused(rotations, hand, first);
            SimulatedKey second = hand.key();
            enter(rotations, hand, second);

            status = untilAsked(rotations, traffic);
            assertThat(status.todo()).as(status.toString()).isNotEmpty();
            assertThat(bot.health().toString()).doesNotContain(second.secret());
            first.revoke();
            status = untilOver(rotations, traffic);
            assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.CLOSED);

            traffic.awaitOrders(ORDERS);
            assertMovedOver(hand, traffic.end(), first, second);
            assertThat(simulator.stats().ordersPlaced()).isPositive();
            assertDead(hand, first);
        }
    }

    /** The old key is none, and neither is one of fewer rights, where the venue tells. */
    private static void assertRefused(Rotations rotations, Hand hand, SimulatedKey first) {
        assertThatThrownBy(() -> enter(rotations, hand, first))
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("it is the old key");
        if (hand.less().length > 0) {
            SimulatedKey poor = hand.make().apply(hand.less()).boundTo(RotationPlaces.HERE);
            assertThatThrownBy(() -> enter(rotations, hand, poor)).isInstanceOf(RotationException.class);
            poor.revoke();
        }
    }

    /** Until a person is to delete the old key. */
    private static RotationStatus untilAsked(Rotations rotations, Traffic traffic) throws Exception {
        RotationStatus status = rotations.resume(BOT);
        while (status.todo().isEmpty() && !status.state().isOver()) {
            assertThat(status.state()).as(status.toString()).isNotEqualTo(RotationState.BLOCKED);
            traffic.awaitOrders(1);
            status = rotations.resume(BOT);
        }
        return status;
    }

    private static RotationStatus untilOver(Rotations rotations, Traffic traffic) throws Exception {
        RotationStatus status = rotations.resume(BOT);
        while (!status.state().isOver()) {
            assertThat(status.state()).as(status.toString()).isNotEqualTo(RotationState.BLOCKED);
            traffic.awaitOrders(1);
            // Where the venue's words may mean another address as well, somebody has to look.
            status = status.reason().contains("rotate gone") ? rotations.gone(BOT) : rotations.resume(BOT);
        }
        return status;
    }

    /** Where a later nonce ends earlier requests, those that rotations ask with the key in use may end one of a bot's, which is then not taken. */
    private static void assertMovedOver(Hand hand, List<Sent> sent, SimulatedKey first, SimulatedKey second) {
        boolean nonces = hand.place().venue().requestLife().longest().isEmpty();
        assertThat(sent)
                .allSatisfy(order -> assertThat(order.isTaken()
                                || (nonces
                                        && order.answer()
                                                .toLowerCase(Locale.ROOT)
                                                .contains("nonce")))
                        .as(order.toString())
                        .isTrue());
        assertThat(sent.stream().filter(Sent::isTaken).map(Sent::generation).distinct())
                .containsExactly(1L, 2L);
        assertThat(sent.stream().map(Sent::generation).distinct()).containsExactly(1L, 2L);
        // Elsewhere the key stands in the body.
        boolean shown = sent.get(0).carried().contains(first.apiKey());
        assertThat(sent)
                .filteredOn(order -> shown)
                .allSatisfy(order -> assertThat(order.carried())
                        .contains(order.generation() == 2 ? second.apiKey() : first.apiKey()));
    }

    private static void assertDead(Hand hand, SimulatedKey first) {
        Place place = hand.place();
        try (Desk desk = new Desk(place.venue(), place.algorithm(), first)) {
            assertThat(KeyProbe.ask(place.venue().inspector(PRODUCTION), desk)).isNotEqualTo(KeyProbe.Answer.ACCEPTED);
        }
    }
}
